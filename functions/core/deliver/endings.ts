import { type Ending, type Outcome, parked } from '../memory/event-record.ts';
import type { QueuedEvent } from '../message/message.ts';
import type { FoundPerson } from '../person/find-contact.ts';
import { foundBy } from '../person/found.ts';
import { type Decisions, toReasons } from '../reasons/field-reason.ts';
import type { EventResult, SendResult } from '../write/send-to-contact.ts';
import type { Delivery } from './delivery.ts';
import { describeInvalid, withMisfits } from './map-event.ts';

type FoundEvent = FoundPerson['events'][number];
type Sent = Exclude<SendResult, { kind: 'in-doubt' | 'refused' }>;

/**
 * How the events of a person ended after they were sent to a contact. Those that found it gone wait
 * until the sender's id leads elsewhere.
 */
export function endingsOf(found: FoundPerson, result: Sent): Ending[] {
  const { how, person, contactId, events } = found;
  const waitsFor = result.kind === 'gone' && how !== 'id' ? person.linkKey : undefined;
  return events.map((one) => ({
    event: one.event,
    outcome: outcomeOf(one, result),
    contactId,
    foundBy: foundBy(found),
    reasons: toReasons(one.fields, one.writes, decisionsOn(one, result)),
    waitsFor,
  }));
}

function outcomeOf({ event, writes }: FoundEvent, sent: Sent): Outcome {
  if (sent.kind === 'gone') return { kind: 'parked', reason: 'contact-missing' };
  if (sent.kind === 'forbidden') return parked(sent.failure);
  const result = resultOf(event, sent);
  if (result.kind === 'erased') return { kind: 'ignored', reason: 'erased' };
  if (result.kind === 'failed') return withMisfits(parked(result.failure), writes.invalid);
  if (writes.invalid.length === 0) return { kind: result.kind };
  const detail = describeInvalid(writes.invalid);
  return { kind: 'parked', reason: 'invalid-value', detail };
}

function decisionsOn({ event, writes }: FoundEvent, sent: Sent): Decisions | undefined {
  if (sent.kind === 'gone') return undefined;
  if (sent.kind === 'forbidden')
    return new Map([...writes.writes.values()].map(({ field }) => [field, 'forbidden']));
  const result = resultOf(event, sent);
  return result.kind === 'erased' ? undefined : result.decisions;
}

function resultOf(
  { id }: QueuedEvent,
  { results }: Extract<SendResult, { kind: 'settled' }>,
): EventResult {
  const result = results.get(id);
  if (result === undefined) throw new Error(`the event ${id} was sent without a result`);
  return result;
}

/** What came before its person was erased is no reason to remember whose id it was. */
export async function forgetErased(
  { isLearned, link, contactId }: FoundPerson,
  results: Extract<SendResult, { kind: 'settled' }>['results'],
  { memory }: Delivery,
): Promise<void> {
  const isErased = [...results.values()].some(({ kind }) => kind === 'erased');
  if (isErased && isLearned && link !== undefined)
    await memory.links.dropLink(link.key, contactId);
}
