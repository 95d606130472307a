import { type Clock, clockOf, compareClocks } from '../../functions/core/memory/clock.ts';
import type { Contact } from '../../local/bridge-simulator/contacts/contact.ts';
import type { Scenario, ScenarioEvent } from './scenarios.ts';
import type { Account, State } from './state.ts';
import { outcomeOf } from './subject.ts';
import type { Items } from './table.ts';

/** What a scenario's histories are held against. */
export interface Judge {
  /** After Bridge applied a PATCH with this body. */
  noteApplied(account: Account, body: unknown): { account: Account; complaints: string[] };
  /** After the table was written to. */
  noteItems(before: State, after: Items): { account: Account; complaints: string[] };
  /** What is wrong at the end of a history. */
  judgeEnd(state: State): string[];
}

/** No lease is longer, in ms. */
const longestLeaseMs = 60_000;

/**
 * An event ends once (G2). It may be parked before; and where two copies of it are in hand at the
 * same time, of which Bridge refuses one, either may be written down last.
 */
function mayFollow(earlier: string, outcome: string, mayRefuse: boolean): boolean {
  if (earlier === outcome || earlier.startsWith('parked')) return true;
  return outcome === 'parked refused' && !mayRefuse;
}

export function createJudge({ messages }: Scenario): Judge {
  const events = new Map<string, ScenarioEvent & { clock: Clock }>();
  for (const message of messages)
    for (const [index, event] of message.events.entries()) {
      const clock = clockOf({ ...event, index }, message.receivedAt);
      events.set(event.id, { ...event, clock });
    }
  /** Whose value it is; values that several events have say nothing. */
  const authorOf = (field: string, value: unknown) => {
    const authors = [...events.values()].filter(({ fields }) => fields[field] === value);
    return authors.length === 1 ? authors[0] : undefined;
  };
  const isOlder = (a: { clock: Clock }, b: { clock: Clock }) =>
    compareClocks(a.clock, b.clock) < 0;

  /** A newer event of the field, parked with its doubt standing: it counts as applied. */
  function isDoubtCounted(field: string, event: { clock: Clock }, state: State): boolean {
    const { mayFail, mayRefuse, account } = state;
    if (mayFail || mayRefuse) return false;
    return [...events.values()].some(
      (other) =>
        field in other.fields &&
        isOlder(event, other) &&
        account.outcomes[other.id]?.startsWith('parked'),
    );
  }

  function judgeEvent(state: State, id: string): string[] {
    const { contacts, account, mayRefuse } = state;
    const event = events.get(id);
    const outcome = account.outcomes[id];
    if (event === undefined || outcome === undefined) return [`${id} has not ended`];
    if (outcome.startsWith('parked'))
      return mayRefuse ? [`${id} is ${outcome}, and nothing was refused`] : [];
    return Object.keys(event.fields).flatMap((field) => {
      const value = contacts[0]?.[field as keyof Contact];
      const author = authorOf(field, value);
      const isThere =
        value === event.fields[field] || (author !== undefined && !isOlder(author, event));
      const isWrong = !isThere && !isDoubtCounted(field, event, state);
      return isWrong
        ? [`in the end ${field} is ${JSON.stringify(value)}, not of ${id}`]
        : [];
    });
  }

  return {
    noteApplied(account, body) {
      const applied = { ...account.applied };
      const complaints: string[] = [];
      for (const [field, value] of Object.entries(body as object)) {
        const author = authorOf(field, value);
        if (author === undefined) continue;
        const last = events.get(applied[field] ?? '');
        if (last !== undefined && isOlder(author, last))
          complaints.push(`${field} of ${author.id} is applied over that of ${last.id}`);
        applied[field] = author.id;
      }
      return { account: { ...account, applied }, complaints };
    },
    noteItems({ items, account, mayRefuse }, after) {
      const outcomes = { ...account.outcomes };
      const complaints: string[] = [];
      for (const [pk, item] of Object.entries(after)) {
        const ended = item === items[pk] ? undefined : outcomeOf(pk, item);
        if (ended === undefined) continue;
        const { id, outcome } = ended;
        if (!mayFollow(outcomes[id] ?? outcome, outcome, mayRefuse))
          complaints.push(`${id} ends as ${outcomes[id]}, and ${outcome}`);
        outcomes[id] = outcome;
      }
      return { account: { ...account, outcomes }, complaints };
    },
    judgeEnd(state) {
      const leases = Object.entries(state.items).filter(
        ([, { leaseUntil }]) => Number(leaseUntil?.N ?? 0) > state.now + longestLeaseMs,
      );
      return [
        ...[...events.keys()].flatMap((id) => judgeEvent(state, id)),
        ...leases.map(([pk]) => `${pk} is taken for longer than a lease`),
        ...(state.contacts.length > 1
          ? [`there are ${state.contacts.length} contacts`]
          : []),
      ];
    },
  };
}
