import type { Source } from '../config/source-schema.ts';
import { PermanentFailure } from '../errors.ts';
import type { Ending } from '../memory/event-record.ts';
import type { QueuedEvent } from '../message.ts';
import { applyMerge, inheritClocks } from '../person/apply-merge.ts';
import {
  type AddressDeps,
  type AddressedPerson,
  addressPerson,
  parked,
} from '../person/find-contact.ts';
import { groupByPerson } from '../person/person.ts';
import { attend } from './attempts.ts';
import type { Delivery } from './delivery.ts';
import { type Mapped, mapEvent } from './map-event.ts';
import { requeueWaiting } from './requeue-waiting.ts';

/**
 * Maps the events and finds whose they are; gives the people that have a contact. Merges are applied first: the events after them know the ids that are no more.
 * @param onEndings settles events that ended; awaited before the next is looked at
 * @throws TransientFailure
 */
export async function addressMessage(
  delivery: Delivery,
  source: Source,
  events: QueuedEvent[],
  onEndings: (endings: Ending[]) => Promise<void>,
): Promise<AddressedPerson[]> {
  const mapped = [];
  for (const event of events) {
    const result = await mapOrEnd(delivery, source, event);
    if ('outcome' in result) await onEndings([result]);
    else if (result.kind === 'merge') {
      const { merge } = result;
      await onEndings(
        await attend(delivery, [event], async () => [
          await applyMerge(merge, addressDeps(delivery)),
        ]),
      );
    } else if (result.kind === 'nothing')
      await onEndings([{ event, outcome: { kind: 'ignored', reason: 'nothing-to-send' } }]);
    else mapped.push(result.mapped);
  }
  const people: AddressedPerson[] = [];
  for (const person of groupByPerson(mapped, delivery.message.receivedAt)) {
    const ofPerson = person.events.map(({ event }) => event);
    const result = await attend(delivery, ofPerson, () =>
      addressPerson(source, person, undefined, addressDeps(delivery)),
    );
    if ('contactId' in result) people.push(await noteLinked(delivery, result));
    else await onEndings(result);
  }
  return people;
}

/** Looks once more for a person whose contact turned out not to exist. */
export async function addressAgain(
  delivery: Delivery,
  source: Source,
  gone: AddressedPerson,
): Promise<AddressedPerson | Ending[]> {
  const deps = addressDeps(delivery);
  const result = await addressPerson(source, gone.person, gone, deps);
  if (!('contactId' in result)) return result;
  if (result.contactId !== gone.contactId)
    await inheritClocks(gone.contactId, result.contactId, deps);
  return noteLinked(delivery, result);
}

async function noteLinked(
  delivery: Delivery,
  addressed: AddressedPerson,
): Promise<AddressedPerson> {
  if (addressed.link?.contactId !== undefined) await putBackWaiting(delivery, addressed.link);
  return addressed;
}

/** Events that waited for what this delivery found out go back into the queue. */
export async function putBackWaiting(
  delivery: Delivery,
  link: NonNullable<AddressedPerson['link']>,
): Promise<void> {
  await requeueWaiting(link, delivery.inHand, delivery);
}

async function mapOrEnd(
  delivery: Delivery,
  source: Source,
  event: QueuedEvent,
): Promise<Mapped | Ending> {
  try {
    return await mapEvent(source, delivery.message, event, delivery);
  } catch (failure) {
    if (!(failure instanceof PermanentFailure)) throw failure;
    return { event, outcome: parked(failure) };
  }
}

function addressDeps(delivery: Delivery): AddressDeps & Parameters<typeof applyMerge>[1] {
  const { message, ledger } = delivery;
  return {
    ...delivery,
    workspace: message.workspace,
    receivedAt: message.receivedAt,
    beforeCreate: (event) => ledger.note({ ...message, id: event.id }, { creating: true }),
    onLinked: (link) => putBackWaiting(delivery, link),
  };
}
