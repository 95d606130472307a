import fc from 'fast-check';
import {
  type Fault,
  faultKinds,
  type History,
  type HookRequest,
  isDeadly,
  type OracleEvent,
  properties,
  type SourceName,
} from './history.ts';
import { people } from './people.ts';

interface EventDraft {
  person: number;
  time: number;
  isAlias: boolean;
  isMerge: boolean;
  hasPhone: boolean;
  says: ('sets' | 'clears' | 'nothing')[];
  /** Instead of a new event, this one of those the source has sent before, if it has sent any. */
  repeats: number | undefined;
}

interface RequestDraft {
  at: number;
  source: SourceName;
  events: EventDraft[];
}

const seldom = (weight: number) =>
  fc.oneof(
    { weight, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  );

const eventDraft: fc.Arbitrary<EventDraft> = fc.record({
  person: fc.nat(people - 1),
  // In the past, in the future, and often the same: the rest of the clock has to decide.
  time: fc.constantFrom(0, -60_000, -1_000, 1_000, 100_000, 1_000_000),
  isAlias: seldom(3),
  isMerge: seldom(9),
  hasPhone: fc.boolean(),
  says: fc.array(fc.constantFrom('nothing', 'sets', 'clears'), {
    minLength: properties.length,
    maxLength: properties.length,
  }),
  repeats: fc.option(fc.nat(9), { nil: undefined, freq: 4 }),
});

const requestDraft: fc.Arbitrary<RequestDraft> = fc.record({
  at: fc.constantFrom(0, 0, 10, 50, 300, 2_000, 30_000, 200_000, 500_000),
  source: fc.constantFrom('crm-a', 'form', 'crm-b'),
  events: fc.array(eventDraft, { minLength: 1, maxLength: 3 }),
});

const faultDraft = fc.record({
  call: fc.nat(999),
  /** Often at a write: what becomes of it afterwards is what the ledger is for. */
  isOfPatch: fc.boolean(),
  kind: fc.constantFrom(...faultKinds),
  seconds: fc.constantFrom(1, 7, 12, 29),
});

/**
 * Histories of several sources that speak of the same people, at the same time and late, with
 * faults at edge calls.
 */
export const histories: fc.Arbitrary<History> = fc
  .record({
    seed: fc.nat(1_000_000),
    requests: fc.array(requestDraft, { minLength: 1, maxLength: 6 }),
    outages: fc.array(
      fc.record({
        at: fc.constantFrom(0, 100, 1_000, 30_000),
        seconds: fc.constantFrom(1, 20, 300),
      }),
      { maxLength: 1 },
    ),
    faults: fc.array(faultDraft, { maxLength: 4 }),
    refusals: fc.array(fc.nat(99), { maxLength: 2 }),
  })
  .map(({ seed, requests: drafts, outages, faults, refusals }) => {
    const requests = toRequests(drafts);
    const calls = 10 + 14 * requests.length;
    const placed = survivable(
      faults.map(
        ({ call, isOfPatch, ...fault }): Fault =>
          isOfPatch
            ? { call: call % (1 + requests.length), of: 'bridge.PATCH contact', ...fault }
            : { call: call % calls, ...fault },
      ),
    );
    return {
      seed,
      requests,
      ...withRefusals(requests, refusals),
      ...(outages.length > 0 ? { outages } : {}),
      faults: placed,
    };
  });

/** Bridge refuses some of the values that events set. */
function withRefusals(
  requests: HookRequest[],
  picks: number[],
): Pick<History, 'refusals'> {
  const all = requests.flatMap(({ events }) =>
    events.flatMap(({ id, sets = [] }) =>
      sets.map((property) => ({ event: id, property })),
    ),
  );
  const refusals = picks.flatMap((pick) => all[pick % Math.max(1, all.length)] ?? []);
  return refusals.length > 0 ? { refusals } : {};
}

function toRequests(drafts: RequestDraft[]): HookRequest[] {
  const sent = new Map<SourceName, OracleEvent[]>();
  let count = 0;
  const requests = drafts.map(({ at, source, events }) => {
    const before = sent.get(source) ?? [];
    const made = events.slice(0, source === 'form' ? 1 : 3).map((draft) => {
      const again =
        draft.repeats === undefined ? undefined : before[draft.repeats % before.length];
      count += 1;
      return again ?? toEvent(`e${count}`, source, draft);
    });
    sent.set(source, [...before, ...made]);
    return { at, source, events: made };
  });
  return withoutRivals(requests);
}

function toEvent(
  id: string,
  source: SourceName,
  { person, time, isAlias, isMerge, hasPhone, says }: EventDraft,
): OracleEvent {
  const isOfA = source === 'crm-a';
  const base = { id, person: source === 'crm-b' ? 0 : person, time };
  if (isOfA && isMerge) return { ...base, isMerge };
  const said = (how: string) => properties.filter((_, index) => says[index] === how);
  return {
    ...base,
    ...(isOfA && isAlias ? { isAlias } : {}),
    ...(hasPhone || source === 'form' ? { hasPhone: true } : {}),
    ...(said('sets').length > 0 ? { sets: said('sets') } : {}),
    ...(said('clears').length > 0 ? { clears: said('clears') } : {}),
  };
}

/**
 * Two ids of one system with one number and no merge are a question for a person, not for a model:
 * then the second id has none.
 */
function withoutRivals(requests: HookRequest[]): HookRequest[] {
  const all = requests.flatMap(({ events }) => events);
  const isMerged = (person: number) =>
    all.some((event) => event.isMerge && event.person === person);
  const tame = ({ hasPhone, ...event }: OracleEvent): OracleEvent =>
    hasPhone === undefined || (event.isAlias && !isMerged(event.person))
      ? event
      : { ...event, hasPhone };
  return requests.map((request) => ({ ...request, events: request.events.map(tame) }));
}

/**
 * An event that kills the function more often is parked, and with it nothing is as the model says.
 */
const mostDeaths = 2;

/** One fault a call, and few deaths. */
function survivable(faults: Fault[]): Fault[] {
  const byCall = new Map(faults.map((fault) => [`${fault.of} ${fault.call}`, fault]));
  const deaths = [...byCall.values()].filter(isDeadly).slice(mostDeaths);
  return [...byCall.values()]
    .filter((fault) => !deaths.includes(fault))
    .sort((a, b) => a.call - b.call);
}
