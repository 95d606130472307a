import type { Erasure } from '../../functions/edges/ledger/operator/tombstones.ts';
import { limits } from '../../lib/config/limits.ts';
import { describeOutcome, inUtc } from '../events/describe-record.ts';
import { count } from '../terminal/progress.ts';
import type { Removed } from './entomb.ts';
import type { Person } from './person.ts';
import type { Traces } from './traces.ts';

/** The same for people and for programs. */
interface Described {
  text: string;
  json: Record<string, unknown>;
}

/** What an erasure would remove. */
export function describeTraces(
  { contact, linkKeys, hasClocks }: Person,
  { events, payloads }: Traces,
): Described {
  const parked = events.filter(({ outcome }) => outcome?.kind === 'parked');
  const kept = events.filter(({ id, outcome }) => payloads.has(id) && outcome?.kind !== 'parked');
  const lines = [
    `What is kept of the contact ${contact.contactId} of the workspace ${contact.workspace}:`,
    `  field clocks: ${hasClocks ? 'yes' : 'none'}`,
    `  ids of senders, as hashes: ${count(linkKeys.size)}`,
    `  payloads of events that ended: ${count(kept.length)}`,
    `  parked events: ${count(parked.length)}`,
    ...parked.map(
      (record) =>
        `    ${[inUtc(record.receivedAt), record.id, record.source, describeOutcome(record)].join('  ')}`,
    ),
    'Nothing was erased. The same command with --yes erases all of it, and lets end as ignored what was received before and is still on its way.',
  ];
  return {
    text: `${lines.join('\n')}\n`,
    json: {
      clocks: hasClocks,
      links: linkKeys.size,
      payloads: kept.map(({ id }) => id),
      parked: parked.map(({ id }) => id),
    },
  };
}

interface Report {
  hadClocks: boolean;
  links: number;
  removed: Removed;
  erasure: Erasure;
  rememberSeconds: number;
  logRetentionDays: number;
  /** And not on this machine. */
  isDeployed: boolean;
}

const day = 86_400_000;
/** How far DynamoDB can bring a table back. */
const pointInTimeDays = 35;

/** What an erasure removed, and what goes by itself, and when at the latest. */
export function describeErasure(contactId: string, workspace: string, report: Report): Described {
  const { hadClocks, links, removed, erasure, rememberSeconds, logRetentionDays, isDeployed } =
    report;
  const after = (ms: number) => inUtc(erasure.at + ms).slice(0, '2026-01-31'.length);
  const agesOut = {
    'that its events came, without what they said': after(rememberSeconds * 1000),
    'events still in the queue, which end as ignored': after(limits.retentionSeconds * 1000),
    'events among the dead letters, which a redrive ends as ignored': after(
      2 * limits.retentionSeconds * 1000,
    ),
    'tombstones: hashes, and the id of the contact': inUtc(erasure.forgetAt).slice(
      0,
      '2026-01-31'.length,
    ),
    ...(isDeployed
      ? {
          "the table's own backup (point-in-time recovery)": after(pointInTimeDays * day),
          'logs: ids of events, no values': after(logRetentionDays * day),
        }
      : {}),
  };
  const lines = [
    `Erased what was kept of the contact ${contactId} of the workspace ${workspace}, as of ${inUtc(erasure.at)}:`,
    `  field clocks: ${hadClocks ? 'removed' : 'there were none'}`,
    `  ids of senders: ${count(links)}`,
    `  payloads of events that ended: ${count(removed.payloads)}`,
    `  parked events: ${count(removed.parked)}, ended as ignored`,
    'What goes by itself, and when at the latest:',
    ...Object.entries(agesOut).map(([what, when]) => `  ${when}  ${what}`),
    'Not touched: the contact in Bridge, and the senders. What they send from now on counts, and may bring the person back.',
  ];
  return {
    text: `${lines.join('\n')}\n`,
    json: {
      contactId,
      workspace,
      erased: true,
      erasedAt: new Date(erasure.at).toISOString(),
      clocks: hadClocks,
      links,
      ...removed,
      agesOut,
    },
  };
}
