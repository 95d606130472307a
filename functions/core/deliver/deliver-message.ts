import type { AttributeCatalogue } from '../bridge/attribute-catalogue.ts';
import type { Bridge } from '../bridge/bridge-calls.ts';
import type { DeployedConfig } from '../config/bridge-schema.ts';
import type { Source } from '../config/source-schema.ts';
import { TransientFailure } from '../errors.ts';
import type { Message, QueuedEvent } from '../message.ts';
import { type AddressDeps, type AddressedEvent, addressEvent, describeInvalid, parked } from './address-event.ts';
import { clockOf } from './field-clock.ts';
import type { Ending, EventRecord, Ledger } from './ledger.ts';
import { recallEvents } from './recall-events.ts';
import { type SendResult, sendToContact } from './send-to-contact.ts';
import { toRecords } from './settle-events.ts';

export interface DeliverDeps {
  config: DeployedConfig;
  ledger: Ledger;
  bridge: Bridge;
  catalogue: AttributeCatalogue;
  now(): number;
  newToken(): string;
}

/** A delivery under way: the message, what was remembered of its events, and when a PATCH was sent for each. */
interface Delivery extends DeliverDeps {
  message: Message;
  records: ReadonlyMap<string, EventRecord>;
  attempts: Map<string, number[]>;
}

/**
 * Delivers one message: recall, map, resolve, send, settle. An event's outcome is in the ledger before this returns.
 * @param onEnding told of each event as soon as it is settled
 * @throws TransientFailure if some have to be tried again; those that ended before are settled all the same
 */
export async function deliverMessage(message: Message, deps: DeliverDeps, onEnding: (ending: Ending) => void): Promise<void> {
  const records = await deps.ledger.recall([...new Set(message.events.map(({ id }) => id))]);
  const delivery: Delivery = { ...deps, message, records, attempts: new Map() };
  const { open, endings } = recallEvents(message, records, deps.config, deps.now());
  await settle(delivery, endings, onEnding);
  const source = deps.config.sources[message.source];
  if (source === undefined) return;
  for (const group of await addressAll(delivery, source, open, onEnding))
    await settle(delivery, await sendGroup(delivery, source, group, true), onEnding);
}

async function settle(delivery: Delivery, endings: Ending[], onEnding: (ending: Ending) => void): Promise<void> {
  const records = toRecords(delivery.message, endings, delivery);
  if (records.length > 0) await delivery.ledger.settle(records);
  for (const ending of endings) onEnding(ending);
}

/** The events by contact; those that end before they have one are settled. */
async function addressAll(
  delivery: Delivery,
  source: Source,
  events: QueuedEvent[],
  onEnding: (ending: Ending) => void,
): Promise<AddressedEvent[][]> {
  const addressed: AddressedEvent[] = [];
  for (const event of events) {
    const result = await addressEvent(source, delivery.message, event, addressDeps(delivery, event));
    if ('writes' in result) addressed.push(result);
    else await settle(delivery, [result], onEnding);
  }
  return [...Map.groupBy(addressed, ({ contactId }) => contactId).values()];
}

function addressDeps({ bridge, catalogue, records, ledger, message }: Delivery, event: QueuedEvent): AddressDeps {
  const beforeCreate = () => ledger.noteAttempt({ ...message, id: event.id }, { creating: true });
  return { bridge, catalogue, record: records.get(event.id), beforeCreate };
}

/** Sends the events of one contact. A contact that was found by search and is gone when it is written to is looked for once more. */
async function sendGroup(delivery: Delivery, source: Source, group: AddressedEvent[], mayLookAgain: boolean): Promise<Ending[]> {
  const [first] = group;
  if (first === undefined) return [];
  const results = await send(delivery, first.contactId, group);
  const endings: Ending[] = [];
  for (const addressed of group) {
    const result = results.get(addressed.event.id);
    const looksAgain = result?.kind === 'missing' && addressed.how !== 'id' && mayLookAgain;
    endings.push(...(looksAgain ? await lookAgain(delivery, source, addressed) : [toEnding(addressed, result)]));
  }
  return endings;
}

async function lookAgain(delivery: Delivery, source: Source, { event }: AddressedEvent): Promise<Ending[]> {
  const again = await addressEvent(source, delivery.message, event, addressDeps(delivery, event));
  return 'writes' in again ? sendGroup(delivery, source, [again], false) : [again];
}

async function send(delivery: Delivery, contactId: string, group: AddressedEvent[]): Promise<Map<string, SendResult>> {
  const { message, config, ledger } = delivery;
  const events = group.map(({ event, writes }) => ({ clock: clockOf(event, message.receivedAt), writes: writes.writes }));
  const onAttempt = (at: number, ids: ReadonlySet<string>) => {
    for (const id of ids) delivery.attempts.set(id, [...(delivery.attempts.get(id) ?? []), at]);
  };
  const sendDeps = { ...delivery, settleSeconds: config.delivery.settleSeconds, onAttempt };
  try {
    return await sendToContact({ workspace: message.workspace, contactId }, events, message.replay === true, sendDeps);
  } catch (failure) {
    if (!(failure instanceof TransientFailure)) throw failure;
    for (const { event } of group) {
      for (const at of delivery.attempts.get(event.id) ?? [])
        await ledger.noteAttempt({ ...message, id: event.id }, { at }).catch(ignoreLedger);
    }
    throw failure;
  }
}

/** The failure being handled matters more than a note about it. */
function ignoreLedger(error: unknown): void {
  if (!(error instanceof TransientFailure)) throw error;
}

function toEnding({ event, contactId, writes }: AddressedEvent, result: SendResult | undefined): Ending {
  if (result === undefined || result.kind === 'missing')
    return { event, contactId, outcome: { kind: 'parked', reason: 'contact-missing' } };
  if (result.kind === 'refused') return { event, contactId, outcome: parked(result.failure) };
  const { kind, sent, stale } = result;
  if (writes.invalid.length > 0) {
    return { event, contactId, sent, stale, outcome: { kind: 'parked', reason: 'invalid-value', detail: describeInvalid(writes.invalid) } };
  }
  return { event, contactId, sent, stale, outcome: { kind } };
}
