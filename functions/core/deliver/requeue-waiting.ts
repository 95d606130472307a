import { plainHash } from '../canonical.ts';
import { waitsForLink, withId } from '../memory/event-record.ts';
import type { Link, LinkKey } from '../memory/links.ts';
import { type Message, type OutgoingMessage, writeMessage } from '../message/message.ts';
import type { Delivery } from './delivery.ts';

/**
 * Puts the events back into the queue that were parked until their sender's id had a contact: once
 * per contact. All others stay on the list, until they end and are not parked; a delivery that is
 * about to park one looks at the link afterwards. A crash before an event is marked as put back
 * repeats that with the same dedup id.
 * @param link as it was read after it was learned, with the events that are to be looked at
 * @throws TransientFailure
 */
export async function requeueWaiting(
  { contactId, learnedAt, waiting }: Link,
  { memory, enqueue }: Pick<Delivery, 'memory' | 'enqueue'>,
): Promise<void> {
  if (contactId === undefined || waiting.length === 0) return;
  const records = await memory.events.read(waiting);
  const due = [...records.values()].filter(
    (record) => waitsForLink(record) && record.putBackFor !== contactId,
  );
  const messages = due
    .map((record) => withId(record, record.id).message)
    .filter((message) => message !== undefined);
  for (const [workspace, group] of Map.groupBy(messages, (message) => message.workspace))
    await enqueue(
      workspace,
      group.map((message) => toReplay(message, 'linked', contactId, String(learnedAt))),
    );
  for (const record of due) await memory.events.notePutBack(record, contactId);
}

/**
 * The events wait for the id, wherever merges have brought it: gives its link, read after they are
 * on its list. They are on the list of the id itself, too: a merge event that names it and comes
 * again finds them there.
 * @throws TransientFailure
 */
export async function joinWaitingList(
  key: LinkKey,
  eventIds: string[],
  { memory: { links } }: Pick<Delivery, 'memory'>,
): Promise<Link> {
  let joined: LinkKey | undefined;
  for (;;) {
    const link = await links.readLink(key);
    const missing = eventIds.filter((id) => !link.waiting.includes(id));
    if (missing.length === 0 || link.key === joined) return link;
    for (const list of new Set([key, link.key]))
      for (const id of missing) await links.waitForLink(list, id);
    joined = link.key;
  }
}

/**
 * A kept event as a message that is delivered again. Its dedup id is another than the first time,
 * and the same if it is repeated because of the same.
 */
export function toReplay(message: Message, ...because: string[]): OutgoingMessage {
  const ids = message.events.map(({ id }) => id);
  return {
    body: writeMessage({ ...message, replay: true }),
    // An event without a contact key is alone in its message, and its own group.
    group: message.contactKey ?? ids.join(),
    dedup: plainHash(...because, ...ids),
    events: ids.length,
  };
}
