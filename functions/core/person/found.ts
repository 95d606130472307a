import type { Delivery } from '../deliver/delivery.ts';
import type { FoundBy } from '../memory/event-record.ts';
import type { Link } from '../memory/links.ts';
import type { QueuedEvent } from '../message/message.ts';
import type { Person } from './person.ts';
import type { KnownValue } from './wanted-keys.ts';

/** Which contact a person is. */
export interface Found {
  contactId: string;
  how: 'id' | 'link' | 'match' | 'created';
  /** The key that matched. */
  by?: KnownValue['field'] | undefined;
  /** What is known of the sender's id, where the events carry one. */
  link: Link | undefined;
  /** The link was learned just now. */
  isLearned?: boolean | undefined;
}

/** As it is remembered with the event. */
export function foundBy({ how, by }: Found): FoundBy | undefined {
  return how === 'match' ? by : how;
}

/** Bridge may answer 404 for so long to a contact that it has just created. */
const visibleAfterMs = 5 * 60_000;

/** A contact that answers 404 and was created a moment ago is not gone: Bridge shows it soon. */
export function isNewlyCreated(
  { contactId, how, link }: Found,
  { events }: Person,
  delivery: Delivery,
): boolean {
  if (how === 'created' || isNewlyLinked(link, contactId, delivery)) return true;
  const isOld = link?.contactId === contactId && !isRecent(link, delivery);
  return !isOld && events.some(({ event }) => mayHaveCreatedNow(event, delivery));
}

/** Whether the link was made when its contact was created, and that is not long ago. */
export function isNewlyLinked(
  link: Link | undefined,
  contactId: string,
  delivery: Pick<Delivery, 'now'>,
): boolean {
  return (
    link?.contactId === contactId && link.origin === 'created' && isRecent(link, delivery)
  );
}

/**
 * Whether an earlier delivery of the event created its contact, or was about to. That is noted
 * before the call, and gone from the record once the event has ended.
 */
export function mayHaveCreated({ id }: QueuedEvent, { records }: Delivery): boolean {
  return records.get(id)?.creating === true;
}

/** For as long as Bridge may not show it yet: counted from the event's first failure. */
function mayHaveCreatedNow(event: QueuedEvent, delivery: Delivery): boolean {
  const { progress, now } = delivery;
  const since = progress.events[event.id]?.failures?.firstAt ?? now();
  return mayHaveCreated(event, delivery) && now() - since < visibleAfterMs;
}

function isRecent({ learnedAt }: Link, { now }: Pick<Delivery, 'now'>): boolean {
  return learnedAt !== undefined && now() - learnedAt < visibleAfterMs;
}
