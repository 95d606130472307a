import { plainHash } from '../canonical.ts';
import type { Ledger } from '../memory/event-record.ts';
import { type Link, type Links, waitsForLink } from '../memory/links.ts';
import { type Message, type OutgoingMessage, writeMessage } from '../message.ts';

export interface RequeueDeps {
  ledger: Pick<Ledger, 'recall'>;
  links: Pick<Links, 'stopWaiting'>;
  /** Puts messages into the queue of a workspace, all of them. Throws TransientFailure('queue'). */
  enqueue(workspace: string, messages: OutgoingMessage[]): Promise<void>;
}

/**
 * Puts the events back into the queue that were parked until their sender's id had a contact. An event that is not parked yet stays
 * on the list; the delivery that is about to park it looks at the link afterwards. So does one whose contact is gone, while the link
 * still leads there.
 * @param handled events of the delivery that is under way: they need no other
 */
export async function requeueWaiting(
  link: Link,
  handled: ReadonlySet<string>,
  deps: RequeueDeps,
): Promise<void> {
  if (link.waiting.length === 0) return;
  const records = await deps.ledger.recall(link.waiting.filter((id) => !handled.has(id)));
  const isGone = (id: string) =>
    link.contactId !== undefined && records.get(id)?.contactId === link.contactId;
  const parked = [...records.values()].filter(
    (record) => waitsForLink(record) && !isGone(record.id),
  );
  const open = parked.flatMap(({ message }) => (message === undefined ? [] : [message]));
  for (const [workspace, messages] of Map.groupBy(open, (message) => message.workspace))
    await deps.enqueue(
      workspace,
      messages.map((message) => toReplay(message, 'linked', link.key, link.contactId ?? '')),
    );
  const isUndecided = (id: string) => records.has(id) && records.get(id)?.outcome === undefined;
  const done = link.waiting.filter((id) => handled.has(id) || !(isUndecided(id) || isGone(id)));
  if (done.length > 0) await deps.links.stopWaiting(link.key, done);
}

/** A kept event as a message that is delivered again. Its dedup id is another than the first time, and the same if it is repeated because of the same. */
export function toReplay(message: Message, ...because: string[]): OutgoingMessage {
  const ids = message.events.map(({ id }) => id);
  return {
    body: writeMessage({ ...message, replay: true }),
    group: message.contactKey ?? ids[0] ?? '',
    dedup: plainHash(...because, ...ids),
    events: ids.length,
  };
}
