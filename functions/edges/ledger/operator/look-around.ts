import type { ContactRef } from '../../../core/memory/contact-ref.ts';
import type { EventProgress, EventRecord } from '../../../core/memory/event-record.ts';
import type { LinkKey } from '../../../core/memory/links.ts';
import type { Message } from '../../../core/message/message.ts';
import { fromItem } from '../event-items.ts';
import { all, either, equals } from '../expressions.ts';
import { messageItemSchema, traceItemSchema } from '../item-schemas.ts';
import { contactName, nameIn, prefixOf } from '../keys.ts';
import { unpackMessage } from '../packed/packed-message.ts';
import type { Item, Table } from '../table.ts';
import { hasPrefix, itemsWith } from './pages.ts';

/** An event that has not ended, and what is noted of it while its message comes back. */
export interface WaitingEvent
  extends Pick<EventRecord, 'id' | 'source' | 'workspace' | 'receivedAt' | 'requestId'> {
  progress: EventProgress;
}

/** What a search for somebody's traces comes upon: a payload, or a merge of two ids. */
export type Trace = { eventId: string; message: Message; text: string } | Merge;
interface Merge {
  merged: LinkKey;
  into: LinkKey;
}

/** The names in those keys that are of the kind. */
export async function namesIn(
  kind: 'event' | 'link',
  keys: AsyncIterable<string>,
): Promise<string[]> {
  const names: string[] = [];
  for await (const key of keys) {
    const name = nameIn(kind, key);
    if (name !== undefined) names.push(name);
  }
  return names;
}

/** Ids of the events that were written to a contact, or found it. Reads the whole table. */
export async function eventsOf(table: Table, contact: ContactRef): Promise<string[]> {
  const { workspace, contactId } = contact;
  const isTo = all(equals('workspace', workspace), equals('to', contactId));
  const isToAsBefore = equals('contact', contactName(contact));
  const isTheirs = all(hasPrefix(prefixOf('event')), either(isTo, isToAsBefore));
  return namesIn('event', keysOf(itemsWith(table, isTheirs, ['pk'])));
}

async function* keysOf(items: AsyncIterable<Item>): AsyncGenerator<string> {
  for await (const { pk } of items) yield String(pk);
}

export async function allEvents(table: Table): Promise<EventRecord[]> {
  const ended: EventRecord[] = [];
  const waiting = new Map<string, WaitingEvent>();
  const isEvent = hasPrefix(prefixOf('event'), prefixOf('message'));
  for await (const item of itemsWith(table, isEvent)) {
    if (nameIn('event', String(item.pk)) !== undefined) ended.push(fromItem(item));
    else
      for (const event of toWaiting(item))
        waiting.set(event.id, laterOf(waiting.get(event.id), event));
  }
  for (const { id, outcome } of ended) if (outcome !== undefined) waiting.delete(id);
  const known = ended.filter(({ id }) => !waiting.has(id));
  const open = [...waiting.values()].map(({ progress, ...event }) => ({
    ...event,
    attempts: progress.attempts,
  }));
  return [...known, ...open];
}

export async function findWaiting(
  table: Table,
  eventIds: readonly string[],
): Promise<Map<string, WaitingEvent>> {
  const wanted = new Set(eventIds);
  const found = new Map<string, WaitingEvent>();
  for await (const item of itemsWith(table, hasPrefix(prefixOf('message'))))
    for (const event of toWaiting(item))
      if (wanted.has(event.id)) found.set(event.id, laterOf(found.get(event.id), event));
  return found;
}

/** An event that was put back is in more than one message. */
function laterOf(a: WaitingEvent | undefined, b: WaitingEvent): WaitingEvent {
  const lastAt = ({ progress }: WaitingEvent) => progress.failures?.lastAt ?? 0;
  return a === undefined || lastAt(a) <= lastAt(b) ? b : a;
}

function toWaiting(item: Item): WaitingEvent[] {
  const {
    pk: _,
    events,
    touching: __,
    progress,
    ...place
  } = messageItemSchema.parse(item);
  return events.map((id) => {
    const noted = progress[id] ?? { attempts: [] };
    return { ...place, id, progress: noted };
  });
}

export async function* traces(table: Table): AsyncGenerator<Trace> {
  const isTrace = hasPrefix(prefixOf('event'), prefixOf('kept'), prefixOf('link'));
  for await (const item of itemsWith(table, isTrace, ['pk', 'message', 'mergedInto'])) {
    const key = String(item.pk);
    const merged = nameIn('link', key);
    const eventId = nameIn('event', key) ?? nameIn('kept', key);
    const { mergedInto: into, message } = traceItemSchema.parse(item);
    if (merged !== undefined && into !== undefined) yield { merged, into };
    if (eventId !== undefined && message !== undefined)
      yield { eventId, message, text: unpackMessage(item.message) };
  }
}
