import { longestDelaySeconds } from '../../functions/core/config/delivery-times.ts';
import { limits } from '../../lib/config/limits.ts';
import type { History, OracleEvent } from './history.ts';
import type { Disturbance, Ended, Observations } from './observations.ts';

/** What a delivery that died costs, and the longest back-off after it. */
const patienceMs = (limits.visibilitySeconds + longestDelaySeconds) * 1000;

/** Bounds where one or two events fail for a reason of their own, and nothing else goes wrong. */
const besidePoisonMs = { median: 5_000, longest: 2 * 60_000 };
/** An event that keeps failing is parked between these, if others come through. */
const poisonMs = { shortest: 15 * 60_000, longest: 60 * 60_000 };

/** When an event could go and when it ended, ms since 1970. */
interface Waited {
  id: string;
  from: number;
  until: number;
}

/**
 * Every wait: an event ends within the time that a dead delivery and the longest back-off take
 * (180 s and 15 min) after it could go and nothing was wrong any more.
 *
 * It could go when it was received, as the message says that was stored first; one that waits for
 * its sender's id, when the id had a contact (see `linkedAt`). Something was wrong during outages
 * and faults: a fault from when its call was made, for as long as it says, no matter whose call.
 * One excuses a wait only if it began before the wait was over that all before it excuse, so that
 * what goes wrong an hour later excuses nothing. What waits behind another event of its group or
 * for another's lease or doubt has no more time: those have to end within theirs.
 *
 * Beside events that fail for a reason of their own, and with nothing else wrong, the others do not
 * wait at all, but for two minutes at most; and these events are parked, neither early nor late.
 */
export function judgeWaits(
  history: History,
  observations: Observations,
  start: number,
): string[] {
  const { poison = [] } = history;
  const waited = waitsOf(history, observations);
  const innocent = waited.filter(({ id }) => !poison.includes(id));
  const complaints = judgeDisturbed(innocent, observations.disturbances, start);
  if (poison.length === 0 || observations.disturbances.length > 0) return complaints;
  const poisoned = waited.filter(({ id }) => poison.includes(id));
  return [...complaints, ...judgeBesidePoison(innocent), ...judgePoison(poisoned)];
}

function judgeDisturbed(
  waited: Waited[],
  disturbances: readonly Disturbance[],
  start: number,
): string[] {
  const inOrder = disturbances.toSorted((a, b) => a.from - b.from);
  return waited.flatMap(({ id, from, until }) => {
    let bound = from + patienceMs;
    for (const disturbance of inOrder)
      if (disturbance.from <= bound)
        bound = Math.max(bound, disturbance.until + patienceMs);
    if (until <= bound) return [];
    const seconds = [from, bound, until].map((time) => Math.round((time - start) / 1000));
    const [since, latest, end] = seconds;
    return [
      `${id} could go at ${since} s, had to end by ${latest} s, and ended at ${end} s`,
    ];
  });
}

function judgeBesidePoison(innocent: Waited[]): string[] {
  const waits = innocent.map(({ from, until }) => until - from).sort((a, b) => a - b);
  const [median, longest] = [waits[waits.length >> 1] ?? 0, waits.at(-1) ?? 0];
  if (median <= besidePoisonMs.median && longest <= besidePoisonMs.longest) return [];
  return [
    `others waited for ${median / 1000} s, and up to ${longest / 1000} s, beside poison`,
  ];
}

function judgePoison(poisoned: Waited[]): string[] {
  return poisoned.flatMap(({ id, from, until }) => {
    const wait = until - from;
    const isInTime = poisonMs.shortest <= wait && wait <= poisonMs.longest;
    return isInTime
      ? []
      : [`${id} failed for ${Math.round(wait / 1000)} s until it was parked`];
  });
}

/** Those that have ended; that one has not is judged elsewhere. */
function waitsOf(history: History, observations: Observations): Waited[] {
  const { events } = observations;
  return eventsOf(history).flatMap((event) => {
    const receivedAt = events.get(event.id)?.receivedAt;
    const end = endOf(event.id, observations);
    if (receivedAt === undefined || end === undefined) return [];
    const linked = linkedAt(event, history, observations) ?? receivedAt;
    return [{ id: event.id, from: Math.max(receivedAt, linked), until: end.at }];
  });
}

/** The first outcome that is final, or else the first. */
function endOf(id: string, { events }: Observations): Ended | undefined {
  const outcomes = events.get(id)?.outcomes ?? [];
  return outcomes.find(({ how }) => !how.startsWith('parked')) ?? outcomes[0];
}

/**
 * When the id that an event goes by had a contact for certain, ms since 1970: once an event of that
 * id with the number has ended, or one of the other id and the merge of the two. Absent where the
 * event needs no id, and where the id never had a contact: then it is parked as it comes.
 */
function linkedAt(
  event: OracleEvent,
  history: History,
  observations: Observations,
): number | undefined {
  const ofPerson = eventsOf(history, 'crm-a').filter(
    ({ person }) => person === event.person,
  );
  const needsLink = ofPerson.some(({ id, hasPhone, isMerge, isDispute }) => {
    return id === event.id && !hasPhone && !isMerge && !isDispute;
  });
  if (!needsLink) return undefined;
  const firstEnd = (found: OracleEvent[]) =>
    Math.min(
      ...found.map(({ id }) => endOf(id, observations)?.at ?? Number.POSITIVE_INFINITY),
    );
  const known = ofPerson.filter(({ hasPhone }) => hasPhone);
  const own = firstEnd(known.filter(({ isAlias }) => isAlias === event.isAlias));
  const merged = Math.max(
    firstEnd(known),
    firstEnd(ofPerson.filter(({ isMerge }) => isMerge)),
  );
  const at = Math.min(own, merged);
  return Number.isFinite(at) ? at : undefined;
}

/** Every event once. */
function eventsOf({ requests }: History, source?: string): OracleEvent[] {
  const all = requests.filter(
    (request) => source === undefined || request.source === source,
  );
  return [
    ...new Map(all.flatMap(({ events }) => events).map((one) => [one.id, one])).values(),
  ];
}
