import type { Source } from '../config/source-schema.ts';
import { TransientFailure } from '../errors.ts';
import { giveTurnBack, holdBack, noteSuccess, passHold } from '../hold/pass-hold.ts';
import type { Ending } from '../memory/event-record.ts';
import type { Message, QueuedEvent } from '../message.ts';
import { addressMessage } from './address-message.ts';
import { allAttempts, endTries, ignoreLedger, noteTries } from './attempts.ts';
import type { DeliverDeps, Delivery } from './delivery.ts';
import { recallEvents } from './recall-events.ts';
import { sendToPeople } from './send-to-people.ts';
import { settleEvents } from './settle-events.ts';

/**
 * Delivers one message: recall, map, resolve, send, settle. An event's outcome is in the ledger before this returns.
 * @param onEnding told of each event as soon as it is settled
 * @throws TransientFailure if some have to be tried again; those that ended before are settled all the same
 */
export async function deliverMessage(
  message: Message,
  deps: DeliverDeps,
  onEnding: (ending: Ending) => void,
): Promise<void> {
  const ids = [...new Set(message.events.map(({ id }) => id))];
  const [records, state] = await Promise.all([
    deps.ledger.recall(ids),
    deps.holds.read(message.workspace),
  ]);
  const delivery: Delivery = { ...deps, message, records, attempts: new Map(), inHand: new Set() };
  const { open, endings } = recallEvents(message, records, deps.config, deps.now());
  await settleEvents(delivery, endings, onEnding);
  const source = deps.config.sources[message.source];
  if (source === undefined || open.length === 0) return;
  const pass = await passHold(message.workspace, state, deps);
  const answersBefore = deps.bridge.answers();
  try {
    for (const part of partsOf(open, delivery))
      await deliverPart(
        { ...delivery, inHand: new Set(part.map(({ id }) => id)) },
        source,
        part,
        onEnding,
      );
  } catch (failure) {
    if (!(failure instanceof TransientFailure)) throw failure;
    const blamed =
      open.find(({ id }) => delivery.attempts.get(id)?.at(-1)?.failed !== undefined) ?? open[0];
    const held = await holdBack(
      pass,
      failure,
      { id: blamed?.id ?? '', attempts: allAttempts(delivery, blamed?.id ?? '') },
      deps,
    );
    if (held === failure) await giveTurnBack(pass, deps).catch(ignoreLedger);
    throw held;
  }
  const came =
    deps.bridge.answers() > answersBefore ? noteSuccess(pass, deps) : giveTurnBack(pass, deps);
  await came.catch(ignoreLedger);
}

/** All at once; one by one if a delivery vanished with some of them: then it shows which one kills the function. */
function partsOf(open: QueuedEvent[], { records }: Delivery): QueuedEvent[][] {
  const isDeadly = open.some(({ id }) => (records.get(id)?.tries ?? 0) > 0);
  return isDeadly ? open.map((event) => [event]) : [open];
}

async function deliverPart(
  delivery: Delivery,
  source: Source,
  events: QueuedEvent[],
  onEnding: (ending: Ending) => void,
): Promise<void> {
  const ended = new Set<string>();
  const settle = (endings: Ending[]) =>
    settleEvents(delivery, endings, (ending) => {
      ended.add(ending.event.id);
      onEnding(ending);
    });
  await noteTries(delivery, events);
  try {
    const people = await addressMessage(delivery, source, events, settle);
    await sendToPeople(delivery, source, people, settle);
  } catch (failure) {
    if (failure instanceof TransientFailure)
      await endTries(
        delivery,
        events.filter(({ id }) => !ended.has(id)),
      );
    throw failure;
  }
}
