import { type Ending, parked } from '../memory/event-record.ts';
import type { FoundPerson } from '../person/find-contact.ts';
import type { SendResult } from '../write/send-to-contact.ts';
import type { Delivery } from './delivery.ts';
import { describeInvalid, withMisfits } from './map-event.ts';

type FoundEvent = FoundPerson['events'][number];
type Sent = Exclude<SendResult, { kind: 'in-doubt' | 'refused' }>;

/**
 * How the events of a person ended after they were sent to a contact. Those that found it gone wait
 * until the sender's id leads elsewhere.
 */
export function endingsOf(
  { how, person, contactId, events }: FoundPerson,
  result: Sent,
): Ending[] {
  const waitsFor = result.kind === 'gone' && how !== 'id' ? person.linkKey : undefined;
  return events.map((found) => ({
    ...endingOf(found, result),
    event: found.event,
    contactId,
    skipped: found.writes.skipped,
    waitsFor,
  }));
}

function endingOf(
  { event, writes }: FoundEvent,
  sent: Sent,
): Pick<Ending, 'outcome' | 'sent' | 'stale'> {
  if (sent.kind === 'gone')
    return { outcome: { kind: 'parked', reason: 'contact-missing' } };
  if (sent.kind !== 'settled') return { outcome: parked(sent.failure) };
  const result = sent.results.get(event.id);
  if (result === undefined)
    throw new Error(`the event ${event.id} was sent without a result`);
  if (result.kind === 'erased') return { outcome: { kind: 'ignored', reason: 'erased' } };
  const fields = { sent: result.sent, stale: result.stale };
  if (result.kind === 'failed')
    return { ...fields, outcome: withMisfits(parked(result.failure), writes.invalid) };
  if (writes.invalid.length === 0) return { ...fields, outcome: { kind: result.kind } };
  const detail = describeInvalid(writes.invalid);
  return { ...fields, outcome: { kind: 'parked', reason: 'invalid-value', detail } };
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
