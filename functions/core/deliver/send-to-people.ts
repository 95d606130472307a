import type { Source } from '../config/source-schema.ts';
import { clockOf } from '../memory/clock.ts';
import type { Ending } from '../memory/event-record.ts';
import { type AddressedPerson, parked } from '../person/find-contact.ts';
import { type SendResult, sendToContact } from '../write/send-to-contact.ts';
import { addressAgain } from './address-message.ts';
import { addAttempt, allAttempts, attend, ignoreLedger } from './attempts.ts';
import type { Delivery } from './delivery.ts';
import { describeInvalid } from './map-event.ts';

/** Events that were sent together so often in vain are sent one by one: one of them may be to blame. */
const failuresBeforeSendingApart = 3;

/**
 * Sends what is for each contact, one contact after the other.
 * @param onEndings settles events that ended; awaited before the next contact is looked at
 * @throws TransientFailure
 */
export async function sendToPeople(
  delivery: Delivery,
  source: Source,
  people: AddressedPerson[],
  onEndings: (endings: Ending[]) => Promise<void>,
): Promise<void> {
  for (const group of Map.groupBy(people, ({ contactId }) => contactId).values())
    for (const part of partsOf(group, delivery)) {
      const events = part.flatMap((addressed) => addressed.events.map(({ event }) => event));
      await onEndings(
        await attend(delivery, events, () => sendGroup(delivery, source, part, true)),
      );
    }
}

/**
 * All at once, or one by one, beginning with those that failed least: whichever is to blame comes last the next time, and while
 * Bridge is down a delivery makes one call, however many events it has (G5, G6).
 */
function partsOf(group: AddressedPerson[], delivery: Delivery): AddressedPerson[][] {
  const failures = (id: string) =>
    allAttempts(delivery, id).filter(({ failed }) => failed !== undefined).length;
  const all = group.flatMap((addressed) =>
    addressed.events.map((event) => ({ addressed, event, failed: failures(event.event.id) })),
  );
  if (!all.some(({ failed }) => failed >= failuresBeforeSendingApart)) return [group];
  return all
    .toSorted((a, b) => a.failed - b.failed)
    .map(({ addressed, event }) => [alone(addressed, event)]);
}

function alone(
  addressed: AddressedPerson,
  one: AddressedPerson['events'][number],
): AddressedPerson {
  const { person } = addressed;
  return {
    ...addressed,
    events: [one],
    person: { ...person, events: person.events.filter(({ event }) => event === one.event) },
  };
}

/** Sends what is for one contact. A contact that is gone when it is written to is looked for once more. */
async function sendGroup(
  delivery: Delivery,
  source: Source,
  group: AddressedPerson[],
  mayLookAgain: boolean,
): Promise<Ending[]> {
  const results = await send(delivery, source, group);
  const endings: Ending[] = [];
  for (const addressed of group) {
    const isGone = addressed.events.every(({ event }) => results.get(event.id)?.kind === 'missing');
    if (isGone && mayLookAgain) endings.push(...(await lookAgain(delivery, source, addressed)));
    else
      endings.push(
        ...addressed.events.map((event) =>
          toEnding(addressed.contactId, event, results.get(event.event.id)),
        ),
      );
    if (addressed.events.some(({ event }) => results.get(event.id)?.kind === 'erased'))
      await forgetLink(delivery, addressed);
    await addressed.unclaim?.().catch(ignoreLedger);
  }
  return endings;
}

/** What came before its person was erased is no reason to remember whose id it was. */
async function forgetLink(
  { links }: Delivery,
  { isLearned, link, contactId }: AddressedPerson,
): Promise<void> {
  if (isLearned && link !== undefined) await links.dropLink(link.key, contactId);
}

async function lookAgain(
  delivery: Delivery,
  source: Source,
  addressed: AddressedPerson,
): Promise<Ending[]> {
  const again = await addressAgain(delivery, source, addressed);
  return 'contactId' in again ? sendGroup(delivery, source, [again], false) : again;
}

async function send(
  delivery: Delivery,
  source: Source,
  group: AddressedPerson[],
): Promise<Map<string, SendResult>> {
  const { message, config } = delivery;
  const contactId = group[0]?.contactId ?? '';
  const events = group.flatMap((addressed) => addressed.events);
  const writes = events.map((addressed) => ({
    clock: clockOf(addressed.event, message.receivedAt),
    writes: addressed.writes.writes,
  }));
  const mode = { replay: message.replay === true, skipUnchanged: source.skipUnchanged };
  const onAttempt = (at: number, ids: ReadonlySet<string>) => addAttempt(delivery, at, ids);
  const sendDeps = {
    ...delivery,
    behaviour: config.behaviour,
    settleSeconds: config.delivery.settleSeconds,
    onAttempt,
  };
  return sendToContact({ workspace: message.workspace, contactId }, writes, mode, sendDeps);
}

function toEnding(
  contactId: string,
  { event, writes }: AddressedPerson['events'][number],
  result: SendResult | undefined,
): Ending {
  if (result === undefined || result.kind === 'missing')
    return { event, contactId, outcome: { kind: 'parked', reason: 'contact-missing' } };
  if (result.kind === 'erased')
    return { event, contactId, outcome: { kind: 'ignored', reason: 'erased' } };
  if (result.kind === 'refused')
    return { event, contactId, ...result.written, outcome: parked(result.failure) };
  const { kind, sent, stale } = result;
  if (writes.invalid.length > 0) {
    return {
      event,
      contactId,
      sent,
      stale,
      outcome: { kind: 'parked', reason: 'invalid-value', detail: describeInvalid(writes.invalid) },
    };
  }
  return { event, contactId, sent, stale, outcome: { kind } };
}
