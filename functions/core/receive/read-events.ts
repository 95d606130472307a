import { keyedHash } from '../canonical.ts';
import type { Source } from '../config/source-schema.ts';
import type { Message, QueuedEvent } from '../message.ts';
import { scopeOf } from '../scope.ts';
import { identifyEvent } from './identify-event.ts';
import { readEvent } from './read-event.ts';
import { parseSplitPath, splitRequest } from './split-request.ts';
import { toWellFormed } from './well-formed.ts';

/** A verified, parsed request. */
export type ParsedRequest = Pick<Message, 'headers' | 'query' | 'receivedAt'> & { body: unknown };

/** An event with the HMAC of its contact key, if it names anybody. */
export type ReadEvent = QueuedEvent & { contactKey?: string | undefined };

/** What a request holds. */
export interface ReadEvents {
  /** To be queued. */
  events: ReadEvent[];
  /** How many the filter left out. */
  ignored: number;
  unreadableTimes: number;
  /** Indices of events that have the sender's id of an earlier one, with the index of that one. */
  sharedIds: { index: number; first: number }[];
}

/**
 * Splits a request into events, filters and identifies them. Nothing is lost here: an event whose
 * expressions fail and a request without the split path are kept, marked `unreadable`, to be parked
 * (G1).
 */
export async function readEvents(
  source: Source,
  received: ParsedRequest,
  pepper: string,
): Promise<ReadEvents> {
  const request = { ...received, body: toWellFormed(received.body) };
  const steps = source.events.split === undefined ? undefined : parseSplitPath(source.events.split);
  const split = splitRequest(request.body, steps);
  const read: ReadEvents = { events: [], ignored: 0, unreadableTimes: 0, sharedIds: [] };
  if (split === undefined) {
    read.events.push(await wholeRequest(source, request, pepper));
    return read;
  }
  for (const [index, part] of split.entries()) {
    const identity = await readEvent(source, scopeOf(source, request, part), pepper);
    if (identity === 'filtered') {
      read.ignored += 1;
      continue;
    }
    const { isTimeUnreadable, ...known } = identity;
    if (isTimeUnreadable) read.unreadableTimes += 1;
    read.events.push({ ...part, ...known, index });
  }
  await tellApart(source, request, pepper, read);
  return read;
}

/**
 * Where the sender gives one id to events that are not equal, the first keeps it and the others get
 * what they are into theirs: the same in every repetition of the request.
 */
async function tellApart(
  source: Source,
  request: ParsedRequest,
  pepper: string,
  { events, sharedIds }: ReadEvents,
): Promise<void> {
  const withoutId: Source = { ...source, events: { ...source.events, id: undefined } };
  const contentId = async (event: ReadEvent) =>
    (await identifyEvent(withoutId, scopeOf(source, request, event), pepper)).id;
  for (const [id, [first, ...others]] of Map.groupBy(events, (event) => event.id)) {
    if (first === undefined || first.idFrom === 'content' || others.length === 0) continue;
    const ofFirst = await contentId(first);
    for (const event of others) {
      const own = await contentId(event);
      if (own === ofFirst) continue;
      event.id = keyedHash(pepper, 'event', source.name, id, own);
      sharedIds.push({ index: event.index, first: first.index });
    }
  }
}

async function wholeRequest(
  source: Source,
  request: ParsedRequest,
  pepper: string,
): Promise<ReadEvent> {
  const whole: Source = { ...source, events: { timeZone: 'UTC' } };
  const scope = scopeOf(whole, request, { body: request.body });
  const { id, idFrom } = await identifyEvent(whole, scope, pepper);
  return {
    id,
    idFrom,
    index: 0,
    body: request.body,
    unreadable: { reason: 'unexpected-shape', where: `events.split: ${source.events.split}` },
  };
}
