import { TransientFailure } from '../errors.ts';
import { keepHold, type Pass, passHold } from '../hold/breaker.ts';
import { asksFirst } from '../hold/hold.ts';
import { progressOf } from '../memory/event-record.ts';
import type { Hold } from '../memory/workspace-state.ts';
import type { QueuedEvent } from '../message/message.ts';
import { isStillInDoubt } from '../write/doubts.ts';
import { whyNotAnswering } from './attempt.ts';
import { deliverPeople } from './deliver-people.ts';
import type { Delivery, Receipt, Surroundings } from './delivery.ts';
import { openMessage } from './open-message.ts';
import { inVain, onHold, type PutOff, tooEarly, waitsFor } from './put-off.ts';
import { recallEvents } from './recall-events.ts';
import { endRun, ignoreLedger, type Run, startRun } from './run.ts';
import { countDeaths, nameTouched, noteProgress } from './touching.ts';

/**
 * Delivers one message: recall, map, find, send, settle. An event's outcome is in the ledger before
 * it is reported.
 * @returns the events that have to come back, and when; none when the message is done
 * @throws TransientFailure if nothing could be recalled or noted; what ended before stays ended
 */
export async function deliverMessage(
  receipt: Receipt,
  surroundings: Surroundings,
): Promise<PutOff[]> {
  const { run, early } = await prepareRun(receipt, surroundings);
  if (run === undefined) return early;
  const { due, delivery, isCareful } = run;
  const isRepeated = receipt.receiveCount > 1;
  if (isRepeated && !isCareful) await nameTouched(due, delivery);
  try {
    await deliverPeople(run);
  } catch (failure) {
    if (!(failure instanceof TransientFailure)) throw failure;
    run.stopped = stoppedBy(failure, run);
  }
  const putOffs = await endRun(run);
  const isTouched = isRepeated || due.some(({ id }) => id in delivery.progress.events);
  if (putOffs.length > 0 && isTouched) await ignoreLedger(noteProgress(due, delivery));
  return [...early, ...putOffs];
}

/**
 * Recalls what is known, and settles what has ended. Gives the run over the events that are due, if
 * the way to Bridge is free for it, and the events that have to wait.
 */
async function prepareRun(
  receipt: Receipt,
  surroundings: Surroundings,
): Promise<{ run?: Run | undefined; early: PutOff[] }> {
  const { message, messageId, receiveCount } = receipt;
  const recalled = await surroundings.memory.events.recall({
    eventIds: [...new Set(message.events.map(({ id }) => id))],
    workspace: message.workspace,
    messageId,
    isFirstReceipt: receiveCount === 1 && message.replay !== true,
  });
  const opened = openMessage(receipt, recalled, surroundings);
  const isCareful = countDeaths(opened);
  const { open, endings } = recallEvents(opened);
  await opened.settle(endings);
  const source = opened.config.sources[message.source];
  const workspace = opened.config.workspaces[message.workspace];
  if (open.length === 0 || source === undefined || workspace === undefined)
    return { early: [] };
  const delivery = { ...opened, source, ...surroundings.openWorkspace(workspace.id) };
  const { due, early } = await sortByDue(open, delivery);
  if (due.length === 0) return { early };
  const passing = await passHold(recalled.workspace, delivery);
  if ('hold' in passing)
    return { early: open.map((event) => onHold(event, passing.hold, delivery)) };
  const asked = await askFirst(passing.pass, due, delivery);
  if ('hold' in asked)
    return { early: open.map((event) => inVain(event, asked.hold, delivery)) };
  return { run: startRun(due, asked.pass, isCareful, delivery), early };
}

/** Sorts events into those that are due and those that have to wait, whatever Bridge does. */
async function sortByDue(
  open: QueuedEvent[],
  delivery: Delivery,
): Promise<{ due: QueuedEvent[]; early: PutOff[] }> {
  const due: QueuedEvent[] = [];
  const early: PutOff[] = [];
  for (const event of open) {
    const wait = tooEarly(event, delivery) ?? (await stillInDoubt(event, delivery));
    if (wait === undefined) due.push(event);
    else early.push(wait);
  }
  return { due, early };
}

async function stillInDoubt(
  event: QueuedEvent,
  delivery: Delivery,
): Promise<PutOff | undefined> {
  const { progress } = delivery;
  const { inDoubt, ...known } = progressOf(progress, event.id);
  if (inDoubt === undefined) return undefined;
  if (await isStillInDoubt(inDoubt, delivery))
    return waitsFor(event, new TransientFailure('in-doubt'), delivery);
  progress.events[event.id] = known;
  return undefined;
}

/** A probe asks first whether Bridge answers, where that says more than another failure. */
async function askFirst(
  pass: Pass,
  due: QueuedEvent[],
  delivery: Delivery,
): Promise<{ pass: Pass } | { hold: Hold }> {
  const { probing } = pass;
  const hasFailed = due.some(
    ({ id }) => progressOf(delivery.progress, id).failures !== undefined,
  );
  if (probing === undefined || !asksFirst(probing, hasFailed)) return { pass };
  const failure = await whyNotAnswering(delivery);
  if (failure === undefined) return { pass: { ...pass, hasAsked: true } };
  return { hold: await keepHold(probing, failure, delivery) };
}

function stoppedBy(failure: TransientFailure, { due, delivery }: Run): Run['stopped'] {
  const [first] = due;
  return first === undefined ? undefined : waitsFor(first, failure, delivery);
}
