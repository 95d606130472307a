import { longestDelaySeconds } from '../../functions/core/config/delivery-times.ts';
import { concurrency } from './event-source.ts';
import type { History } from './history.ts';
import type { Handled, Observations } from './observations.ts';
import { hasFailed, type Run, type SeenCall } from './runs.ts';

/** A step of a back-off is no shorter than this, of its nominal length: the rest is jitter. */
const leastShare = 0.8;
const firstStepMs = 15_000;
/** So many failures of different people open the breaker. */
const failuresToOpen = 3;
/** As many that wait for a hold may come back in one second, or the half of them. */
const smallCrowd = 8;

/**
 * Every call rate, from the times of the calls:
 *
 * 1. What waits for its workspace, or for a doubt that it knew of, calls Bridge not at all. What
 *    meets a lease or a doubt has made no call about the contact; it may have had to search, or to
 *    create, to know which contact it is, and to make the health check if it had failed before.
 * 2. An event is not tried again before its back-off is over: 15 s after its first failure, then
 *    twice as long each time, up to 15 min, minus a fifth for jitter. A failure is a call that was
 *    answered with 408, 425, 429 or 5xx, or not at all, by a run that could write it down: runs
 *    that died or that met a fault of AWS do not count. Of a pack it is judged how many of its
 *    calls failed: as many as the back-offs of its events allow in that time.
 * 3. A message is one PATCH; one for each of its events once it has come back; one more where a
 *    PATCH was answered 401 or 404, where a run was troubled, and where a back-off was over. One
 *    that was refused (422) is one more, too, and so is each event of a pack that was.
 * 4. An outage costs three failures, those that were on their way, and then one try every 15 s.
 * 5. What waits for a hold does not come back in one second, if it is many.
 */
export function judgeRates(history: History, observations: Observations): string[] {
  const messages = [...observations.messages.values()];
  return [
    ...messages.flatMap((message) => [
      ...judgeWaiting(message, history, messages),
      ...judgeBackOff(message),
      ...judgePatches(message),
    ]),
    ...judgeOutages(history, messages),
    ...judgeCrowd(messages),
  ];
}

/** What can be called on the way to a contact that turns out to be somebody else's just now. */
const onTheWay = ['GET attributes', 'GET search', 'POST by phone'];

/** Of packs some may wait while others are sent: what was called for whom cannot be seen. */
function judgeWaiting(
  message: Handled,
  { requests }: History,
  messages: Handled[],
): string[] {
  const { events, runs } = message;
  if (events.length > 1) return [];
  const hasId = requests.some(
    (request) =>
      request.source === 'crm-b' && request.events.some(({ id }) => id === events[0]),
  );
  return runs.flatMap((run, index) => {
    const { calls } = run;
    const [why = ''] = run.putOff;
    if (!['hold', 'lease-taken', 'in-doubt'].includes(why)) return [];
    const before = runs.slice(0, index);
    const isToWait = why === 'hold' || isKnownDoubt(run, before.at(-1), message, messages);
    const wasGone = calls.some(({ answer }) => answer === 404);
    const looksFor = hasId ? ['GET attributes'] : onTheWay;
    const asks =
      !hasId || before.some(({ calls }) => calls.some(hasFailed)) ? ['GET anything'] : [];
    const allowed = isToWait ? [] : [...looksFor, ...asks];
    const wrong = calls.filter(({ name }) => !allowed.includes(name));
    if (wrong.length === 0 || wasGone) return [];
    return [
      `${events} called ${wrong.map(({ name }) => name)} while it had to wait: ${why}`,
    ];
  });
}

/** It waited for a doubt before, wrote that down, and nobody has written anything since. */
function isKnownDoubt(
  { at, putOff }: Run,
  before: Run | undefined,
  message: Handled,
  messages: Handled[],
): boolean {
  if (before === undefined || !isReliable(before)) return false;
  if (putOff[0] !== 'in-doubt' || before.putOff[0] !== 'in-doubt') return false;
  const isBetween = (call: SeenCall) =>
    call.name === 'PATCH contact' &&
    (call.answeredAt ?? call.at) >= before.at &&
    call.at <= at;
  const others = messages.filter((other) => other !== message);
  return !others.some(({ runs }) => runs.some(({ calls }) => calls.some(isBetween)));
}

function judgeBackOff(message: Handled): string[] {
  const { events, runs } = message;
  const failed = runs.flatMap((run) => (isReliable(run) ? failuresOf(run) : []));
  const complaints = failed.flatMap(({ at }, index) => {
    const most = events.length * (1 + backOffsIn(at - (failed[0]?.at ?? at)));
    return index + 1 > most
      ? [`${events} failed ${index + 1} times, of ${most} it might`]
      : [];
  });
  return events.length > 1 ? complaints : [...complaints, ...judgeGaps(message)];
}

function judgeGaps({ events, runs }: Handled): string[] {
  const complaints: string[] = [];
  let failures = 0;
  let notBefore = 0;
  for (const run of runs) {
    const [first] = run.calls;
    if (first !== undefined && first.at < notBefore)
      complaints.push(
        `${events} was tried ${(notBefore - first.at) / 1000} s early after failure ${failures}`,
      );
    const answeredAt = failuresOf(run).at(-1)?.answeredAt;
    if (answeredAt === undefined) continue;
    notBefore = 0;
    if (!isReliable(run)) continue;
    failures += 1;
    notBefore = answeredAt + stepMs(failures);
  }
  return complaints;
}

function judgePatches({ events, runs }: Handled): string[] {
  const patches = runs.flatMap(({ calls }) =>
    calls.filter(({ name }) => name === 'PATCH contact'),
  );
  const repeatable = patches.filter(({ answer }) =>
    [401, 404, 422].includes(Number(answer)),
  );
  const apart = patches.some(({ answer }) => answer === 422) ? 1 : 0;
  const [first, last] = [runs.flatMap(failuresOf)[0], patches.at(-1)];
  const backOffs = first && last ? backOffsIn(last.at - first.at) : 0;
  const troubled = runs.filter((run) => !isReliable(run)).length;
  const comesBack = runs.length > 1 ? 1 : 0;
  const most =
    1 + repeatable.length + events.length * (apart + comesBack + troubled + backOffs);
  return patches.length > most
    ? [`${patches.length} PATCHes for ${events}, of ${most}`]
    : [];
}

function judgeOutages({ outages = [], faults }: History, messages: Handled[]): string[] {
  return outages.flatMap(({ seconds }, number) => {
    const hasMet = ({ calls }: Run) =>
      calls.some((call) => call.outage === number && hasFailed(call));
    const tries = messages.flatMap(({ runs }) => runs.filter(hasMet)).length;
    const probes = Math.ceil((seconds * 1000) / firstStepMs);
    const most = failuresToOpen + concurrency + faults.length + probes;
    return tries > most ? [`${tries} tries in an outage of ${seconds} s, of ${most}`] : [];
  });
}

function judgeCrowd(messages: Handled[]): string[] {
  const waiting = messages.filter(({ runs }) => runs.some(isWaitingForHold));
  const most = Math.max(smallCrowd, waiting.length / 2);
  // Not the first time: how many come then is up to the senders.
  const returns = waiting.flatMap(({ runs }) =>
    runs.slice(1).filter(isReturnFromHold(runs)),
  );
  const bySecond = Map.groupBy(returns, ({ at }) => Math.floor(at / 1000));
  return [...bySecond.values()]
    .filter(({ length }) => length > most)
    .map(
      ({ length }) => `${length} of ${waiting.length} that wait come back in one second`,
    );
}

function isReturnFromHold(runs: Run[]): (run: Run) => boolean {
  return (run) => {
    const before = runs[runs.indexOf(run) - 1];
    return before !== undefined && isWaitingForHold(before);
  };
}

function isWaitingForHold({ putOff }: Run): boolean {
  return putOff.includes('hold');
}

function isReliable({ how, isTroubled }: Run): boolean {
  return how !== 'dead' && !isTroubled;
}

/** The health check says nothing about an event; it follows a failure. */
function failuresOf({ calls, how }: Run): SeenCall[] {
  if (how !== 'failed') return [];
  return calls.filter((call) => hasFailed(call) && call.name !== 'GET anything');
}

/** How long the back-off after so many failures is at least. */
function stepMs(failures: number): number {
  return (
    leastShare * Math.min(firstStepMs * 2 ** (failures - 1), longestDelaySeconds * 1000)
  );
}

/** How many back-offs an event has behind it at most in this time after its first failure. */
function backOffsIn(ms: number): number {
  let count = 0;
  for (let left = ms - stepMs(1); left >= 0; left -= stepMs(count + 1)) count += 1;
  return count;
}
