import { type CallKind, TransientFailure } from '../errors.ts';
import { noteFailure } from '../hold/breaker.ts';
import { parkedFor, withFailure } from '../hold/failures.ts';
import { holdReasonOf } from '../hold/hold.ts';
import { type Attempt, parked, progressOf } from '../memory/event-record.ts';
import type { WorkspaceState } from '../memory/workspace-state.ts';
import type { QueuedEvent } from '../message/message.ts';
import type { Delivery } from './delivery.ts';
import { afterFailure, onHold, waitsFor } from './put-off.ts';
import type { Run } from './run.ts';
import { nameTouched } from './touching.ts';

/**
 * Works on events, one part of a run after the other. What comes of a transient failure is decided
 * here and nowhere else: the events are put off, or parked; and the run goes on, or stops.
 * @returns what the work gives; `undefined` if the events were put off or parked, or not tried
 * @throws TransientFailure of ledger, queue or secrets, which end the run
 */
export async function attempt<T>(
  events: QueuedEvent[],
  run: Run,
  work: () => Promise<T>,
): Promise<T | undefined> {
  if (!(await mayGoOn(run))) return undefined;
  if (run.isCareful) await nameTouched(events, run.delivery);
  try {
    const before = [run.ended.size, successesOf(run)] as const;
    const result = await work();
    run.cameThrough ||= run.ended.size > before[0] && successesOf(run) > before[1];
    return result;
  } catch (failure) {
    if (!(failure instanceof TransientFailure)) throw failure;
    await putOff(failure, events, run);
    return undefined;
  }
}

/** How many calls of Bridge were answered as they should be. */
function successesOf({ delivery }: Run): number {
  return Object.values(delivery.bridge.successes()).reduce((sum, count) => sum + count, 0);
}

/** After a failure the others of a pack go on while Bridge answers the health check. */
async function mayGoOn(run: Run): Promise<boolean> {
  if (run.stopped !== undefined) return false;
  if (!run.isInQuestion) return true;
  run.isInQuestion = false;
  if ((await whyNotAnswering(run.delivery)) === undefined) return true;
  const [last] = [...run.putOffs.values()].slice(-1);
  run.stopped = {
    kind: 'waits',
    reason: 'unavailable',
    waitSeconds: last?.waitSeconds ?? 1,
  };
  return false;
}

/** Why Bridge does not answer the health check, if it does not. */
export async function whyNotAnswering({
  bridge,
}: Delivery): Promise<TransientFailure | undefined> {
  try {
    return await bridge.whyNotAnswering();
  } catch (failure) {
    if (!(failure instanceof TransientFailure)) throw failure;
    return failure;
  }
}

async function putOff(
  failure: TransientFailure,
  events: QueuedEvent[],
  run: Run,
): Promise<void> {
  const { delivery, putOffs } = run;
  const open = events.filter(({ id }) => !run.ended.has(id));
  switch (failure.reason) {
    case 'lease-taken':
    case 'lease-lost':
    case 'in-doubt':
      for (const event of open) putOffs.set(event.id, waitsFor(event, failure, delivery));
      return;
    case 'out-of-time':
      run.stopped = { kind: 'waits', reason: 'out-of-time', waitSeconds: 1 };
      // A part that does not fit into a whole run is Bridge's slowness, and would come for good.
      if (!run.cameThrough) await noteBridge(tooSlow(failure), open, run);
      return;
    default:
      if (failure.call === undefined || holdReasonOf(failure.reason) === undefined)
        throw failure;
      await noteBridge(failure, open, run);
  }
}

function tooSlow(failure: TransientFailure): TransientFailure {
  const { call = 'patch' } = failure;
  const detail = 'the calls of one event take longer than a run may';
  return new TransientFailure('unavailable', { call, detail, cause: failure });
}

/** Bridge failed for these events: each backs off alone or is parked; the breaker hears of it. */
async function noteBridge(
  failure: TransientFailure,
  events: QueuedEvent[],
  run: Run,
): Promise<void> {
  const { delivery } = run;
  const { progress } = delivery;
  // A probe that came through for somebody has ended the hold already.
  const pass = run.cameThrough ? { ...run.pass, probing: undefined } : run.pass;
  const reason = holdReasonOf(failure.reason);
  const { call } = failure;
  if (reason === undefined || call === undefined) throw failure;
  const isFirst = events.some(({ id }) => progressOf(progress, id).failures === undefined);
  const state = await noteFailure(
    failure,
    { reason, isFirst: isFirst && run.failed === 0, isFirstOfRun: run.failed === 0 },
    pass,
    delivery,
  );
  run.failed += 1;
  run.isInQuestion = true;
  for (const event of events) await backOffOrPark(event, failure, call, state, run);
  const { hold } = state;
  const [other] = run.due.filter(({ id }) => !run.ended.has(id) && !run.putOffs.has(id));
  if (hold !== undefined && other !== undefined)
    run.stopped = onHold(other, hold, delivery);
}

async function backOffOrPark(
  event: QueuedEvent,
  failure: TransientFailure,
  call: CallKind,
  state: WorkspaceState,
  { delivery, putOffs, startedAt }: Run,
): Promise<void> {
  const { progress, group, now, random } = delivery;
  const before = progressOf(progress, event.id);
  const given = { group, now: now(), random: random() };
  const failures = withFailure(before.failures, { ...failure, call }, state, given);
  const attempts = markFailed(before.attempts, failure, given.now, startedAt);
  progress.events[event.id] = { ...before, attempts, failures };
  const permanent = parkedFor(failures, now());
  if (permanent !== undefined)
    await delivery.settle([{ event, outcome: parked(permanent) }]);
  else putOffs.set(event.id, afterFailure(event, failures, state.hold, delivery));
}

/** The PATCH of this run failed; or a call on the way to it, which is noted in its place. */
function markFailed(
  attempts: Attempt[],
  { reason: failed, status }: TransientFailure,
  now: number,
  startedAt: number,
): Attempt[] {
  const last = attempts.at(-1);
  if (last === undefined || last.at < startedAt)
    return [...attempts, { at: now, failed, status }];
  return [...attempts.slice(0, -1), { at: last.at, failed, status }];
}
