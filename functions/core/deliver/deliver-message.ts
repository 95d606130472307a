import type { Source } from '../config/source-schema.ts';
import { TransientFailure } from '../errors.ts';
import type { Message } from '../message.ts';
import { addressAgain, addressMessage } from './address-message.ts';
import { type AddressedPerson, parked } from './address-person.ts';
import type { DeliverDeps, Delivery } from './delivery.ts';
import { clockOf } from './field-clock.ts';
import type { Ending } from './ledger.ts';
import { describeInvalid } from './map-event.ts';
import { recallEvents } from './recall-events.ts';
import { type SendResult, sendToContact } from './send-to-contact.ts';
import { settleEvents } from './settle-events.ts';

/**
 * Delivers one message: recall, map, resolve, send, settle. An event's outcome is in the ledger before this returns.
 * @param onEnding told of each event as soon as it is settled
 * @throws TransientFailure if some have to be tried again; those that ended before are settled all the same
 */
export async function deliverMessage(message: Message, deps: DeliverDeps, onEnding: (ending: Ending) => void): Promise<void> {
  const records = await deps.ledger.recall([...new Set(message.events.map(({ id }) => id))]);
  const delivery: Delivery = { ...deps, message, records, attempts: new Map() };
  const { open, endings } = recallEvents(message, records, deps.config, deps.now());
  await settleEvents(delivery, endings, onEnding);
  const source = deps.config.sources[message.source];
  if (source === undefined) return;
  const people = await addressMessage(delivery, source, open, (ended) => settleEvents(delivery, ended, onEnding));
  for (const group of Map.groupBy(people, ({ contactId }) => contactId).values())
    await settleEvents(delivery, await sendGroup(delivery, source, group, true), onEnding);
}

/** Sends what is for one contact. A contact that is gone when it is written to is looked for once more. */
async function sendGroup(delivery: Delivery, source: Source, group: AddressedPerson[], mayLookAgain: boolean): Promise<Ending[]> {
  const results = await send(delivery, source, group);
  const endings: Ending[] = [];
  for (const addressed of group) {
    const isGone = addressed.events.every(({ event }) => results.get(event.id)?.kind === 'missing');
    if (isGone && mayLookAgain) endings.push(...(await lookAgain(delivery, source, addressed)));
    else endings.push(...addressed.events.map((event) => toEnding(addressed.contactId, event, results.get(event.event.id))));
    await addressed.unclaim?.().catch(ignoreLedger);
  }
  return endings;
}

async function lookAgain(delivery: Delivery, source: Source, addressed: AddressedPerson): Promise<Ending[]> {
  const again = await addressAgain(delivery, source, addressed);
  return 'contactId' in again ? sendGroup(delivery, source, [again], false) : again;
}

async function send(delivery: Delivery, source: Source, group: AddressedPerson[]): Promise<Map<string, SendResult>> {
  const { message, config, ledger } = delivery;
  const contactId = group[0]?.contactId ?? '';
  const events = group.flatMap((addressed) => addressed.events);
  const writes = events.map((addressed) => ({ clock: clockOf(addressed.event, message.receivedAt), writes: addressed.writes.writes }));
  const onAttempt = (at: number, ids: ReadonlySet<string>) => {
    for (const id of ids) delivery.attempts.set(id, [...(delivery.attempts.get(id) ?? []), at]);
  };
  const mode = { replay: message.replay === true, skipUnchanged: source.skipUnchanged };
  const sendDeps = { ...delivery, behaviour: config.behaviour, settleSeconds: config.delivery.settleSeconds, onAttempt };
  try {
    return await sendToContact({ workspace: message.workspace, contactId }, writes, mode, sendDeps);
  } catch (failure) {
    if (!(failure instanceof TransientFailure)) throw failure;
    for (const { event } of events) {
      for (const at of delivery.attempts.get(event.id) ?? [])
        await ledger.noteAttempt({ ...message, id: event.id }, { at }).catch(ignoreLedger);
    }
    throw failure;
  }
}

/** What is being handled matters more than a note about it. */
function ignoreLedger(error: unknown): void {
  if (!(error instanceof TransientFailure)) throw error;
}

function toEnding(contactId: string, { event, writes }: AddressedPerson['events'][number], result: SendResult | undefined): Ending {
  if (result === undefined || result.kind === 'missing')
    return { event, contactId, outcome: { kind: 'parked', reason: 'contact-missing' } };
  if (result.kind === 'refused') return { event, contactId, ...result.written, outcome: parked(result.failure) };
  const { kind, sent, stale } = result;
  if (writes.invalid.length > 0) {
    return { event, contactId, sent, stale, outcome: { kind: 'parked', reason: 'invalid-value', detail: describeInvalid(writes.invalid) } };
  }
  return { event, contactId, sent, stale, outcome: { kind } };
}
