import type { Erasure } from '../../functions/edges/ledger/operator/tombstones.ts';
import { limits } from '../../lib/config/limits.ts';
import { describeEvent } from '../selection/describe-event.ts';
import { count } from '../terminal/count.ts';
import { dayInUtc, inUtc } from '../terminal/utc.ts';
import type { Person } from './person.ts';
import type { Removed } from './remove-events.ts';
import type { Traces } from './traces.ts';

/** The same for people and for programs. */
interface Described {
  lines: string[];
  json: Record<string, unknown>;
}

/** What an erasure would remove. */
export function describeTraces({ person, events, payloads }: Traces): Described {
  const { contact, linkKeys, hasClocks } = person;
  const parked = events.filter(({ outcome }) => outcome?.kind === 'parked');
  const kept = events.filter(
    ({ id, outcome }) => payloads.has(id) && outcome?.kind !== 'parked',
  );
  return {
    lines: [
      `What is kept of the contact ${contact.contactId} of the workspace ${contact.workspace}:`,
      `  field clocks: ${hasClocks ? 'yes' : 'none'}`,
      `  ids of senders, as hashes: ${count(linkKeys.size)}`,
      `  payloads of events that ended: ${count(kept.length)}`,
      `  parked events: ${count(parked.length)}`,
      ...parked.map((record) => `    ${describeEvent(record)}`),
      'Nothing was erased. The same command with --yes erases all of it. ' +
        'Events that were received before and are still on their way then end as ignored.',
    ],
    json: {
      contactId: contact.contactId,
      erased: false,
      clocks: hasClocks,
      links: linkKeys.size,
      payloads: kept.map(({ id }) => id),
      parked: parked.map(({ id }) => id),
    },
  };
}

/** What was erased. */
export interface Erased {
  person: Person;
  removed: Removed;
  erasure: Erasure;
  rememberSeconds: number;
}

/** Where it was erased. */
interface Surroundings {
  logRetentionDays: number;
  /** And not on this machine. */
  isDeployed: boolean;
}

/** What an erasure removed, and what goes by itself, and when at the latest. */
export function describeErasure(erased: Erased, surroundings: Surroundings): Described {
  const { person, removed, erasure } = erased;
  const { contactId, workspace } = person.contact;
  const links = person.linkKeys.size;
  const agesOut = whatAgesOut(erased, surroundings);
  return {
    lines: [
      `Erased what was kept of the contact ${contactId} of the workspace ${workspace}, ` +
        `as of ${inUtc(erasure.at)}:`,
      `  field clocks: ${person.hasClocks ? 'removed' : 'there were none'}`,
      `  ids of senders: ${count(links)}`,
      `  payloads of events that ended: ${count(removed.payloads)}`,
      `  parked events: ${count(removed.parked)}, ended as ignored`,
      'What goes by itself, and when at the latest:',
      ...Object.entries(agesOut).map(([what, when]) => `  ${when}  ${what}`),
      'Not changed: the contact in Bridge, and the senders. ' +
        'What they send from now on counts, and can bring the person back.',
    ],
    json: {
      contactId,
      workspace,
      erased: true,
      erasedAt: new Date(erasure.at).toISOString(),
      clocks: person.hasClocks,
      links,
      ...removed,
      agesOut,
    },
  };
}

const dayMs = 86_400_000;
const retentionMs = limits.retentionSeconds * 1000;
/** How far DynamoDB can bring a table back. */
const pointInTimeDays = 35;

/** Days, by what is gone then. */
function whatAgesOut(
  { erasure, rememberSeconds }: Erased,
  { logRetentionDays, isDeployed }: Surroundings,
): Record<string, string> {
  const after = (ms: number) => dayInUtc(erasure.at + ms);
  const inLedger = {
    'that its events came, without what they said': after(rememberSeconds * 1000),
    'events still in the queue, which end as ignored': after(retentionMs),
    'events among the dead letters, which a redrive ends as ignored': after(
      2 * retentionMs,
    ),
    'tombstones: hashes, and the id of the contact': dayInUtc(erasure.forgetAt),
  };
  if (!isDeployed) return inLedger;
  return {
    ...inLedger,
    "the table's own backup (point-in-time recovery)": after(pointInTimeDays * dayMs),
    'logs: ids of events, no values': after(logRetentionDays * dayMs),
  };
}
