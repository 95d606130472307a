import { canonicalJson, keyedHash } from '../../functions/core/canonical.ts';
import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import { sentIn, staleIn } from '../../functions/core/reasons/field-reason.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import type { Plan } from './plan.ts';
import { fieldsOf } from './planned-fields.ts';

/** What a plan was made for, and with. */
interface PlannedFrom {
  records: readonly EventRecord[];
  /** The configuration at hand, and the deployed one. */
  configs: readonly [atHand: string, deployed: string];
}

const partLength = 8;
const parts = ['configuration', 'events', 'bridge'] as const;
type Part = (typeof parts)[number];

/**
 * Stands for all that a plan says and rests on: equal for equal ones, in whatever order the events
 * were named. Its parts say what has changed; nobody can read values from it.
 * @throws TransientFailure `secrets`
 */
export async function digestOf(
  { endings, patches, payloadsGone }: Plan,
  { records, configs }: PlannedFrom,
  { readPepper }: Pick<OpenLedger, 'readPepper'>,
): Promise<string> {
  const pepper = await readPepper();
  const said: Record<Part, unknown> = {
    configuration: configs,
    events: [
      records.map(({ id, settledAt, outcome }) => [id, settledAt, outcome]).sort(byText),
      payloadsGone,
    ],
    bridge: [
      patches.map((patch) => [patch.contactId, fieldsOf(patch)]),
      endings
        .map(({ event, outcome, reasons }) => [
          event.id,
          outcome,
          sentIn(reasons),
          staleIn(reasons),
        ])
        .sort(byText),
    ],
  };
  return parts.map((part) => keyedHash(pepper, said[part]).slice(0, partLength)).join('.');
}

/** One digest for plans of several workspaces, each part of it made of theirs. */
export function joinDigests(digests: readonly string[]): string {
  const [first = '', ...others] = digests;
  if (others.length === 0) return first;
  return parts
    .map((_, index) => digests.map((digest) => digest.split('.')[index]))
    .map((texts) => keyedHash('', texts).slice(0, partLength))
    .join('.');
}

const changes: Record<Part, string> = {
  configuration: 'The configuration changed since the plan was made.',
  events:
    'The events changed since the plan was made: some have ended, or are not kept any more.',
  bridge: 'Bridge changed since the plan was made.',
};

/** What has changed between two plans, in a sentence; `undefined` if nothing has. */
export function describeChange(before: string, now: string): string | undefined {
  if (before === now) return undefined;
  const [old, current] = [before.split('.'), now.split('.')];
  if (old.length !== parts.length) return 'That is not the digest of a plan.';
  const changed = parts.filter((_, index) => old[index] !== current[index]);
  const [most = 'bridge'] = changed;
  return changes[most];
}

function byText(a: unknown, b: unknown): number {
  return canonicalJson(a) < canonicalJson(b) ? -1 : 1;
}
