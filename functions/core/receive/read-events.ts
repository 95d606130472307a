import type { Source } from '../config/source-schema.ts';
import { evaluate } from '../expression.ts';
import type { Message, QueuedEvent } from '../message.ts';
import { scopeOf } from '../scope.ts';
import { badExpression, identifyEvent } from './identify-event.ts';
import { parseSplitPath, type SplitEvent, splitRequest } from './split-request.ts';

/** A verified, parsed request. */
export type ParsedRequest = Pick<Message, 'headers' | 'query' | 'receivedAt'> & { body: unknown };

/** An event with the HMAC of its contact key, if it names anybody. */
export type ReadEvent = QueuedEvent & { contactKey?: string };

/** What a request holds: the events to queue, how many the filter left out, and how many times could not be read. */
export interface ReadEvents {
  events: ReadEvent[];
  ignored: number;
  unreadableTimes: number;
}

/**
 * Splits a request into events, filters and identifies them. Nothing is lost here: an event whose expressions fail and a request
 * without the split path are kept, marked `unreadable`, to be parked (G1).
 */
export async function readEvents(
  source: Source,
  request: ParsedRequest,
  pepper: string,
): Promise<ReadEvents> {
  const steps = source.events.split === undefined ? undefined : parseSplitPath(source.events.split);
  const split = splitRequest(request.body, steps);
  if (split === undefined)
    return {
      events: [await wholeRequest(source, request, pepper)],
      ignored: 0,
      unreadableTimes: 0,
    };
  const read: ReadEvents = { events: [], ignored: 0, unreadableTimes: 0 };
  for (const [index, part] of split.entries())
    await readOne(source, request, pepper, index, part, read);
  return read;
}

async function readOne(
  source: Source,
  request: ParsedRequest,
  pepper: string,
  index: number,
  part: SplitEvent,
  into: ReadEvents,
): Promise<void> {
  const scope = scopeOf(source, request, part);
  const wanted =
    source.events.filter === undefined
      ? { ok: true as const, value: true }
      : await evaluate(source.events.filter, scope);
  if (wanted.ok && wanted.value !== true) {
    into.ignored += 1;
    return;
  }
  const { contactKey, timeUnreadable, ...identity } = await identifyEvent(source, scope, pepper);
  if (timeUnreadable) into.unreadableTimes += 1;
  into.events.push({
    ...part,
    ...identity,
    index,
    ...(contactKey === undefined ? {} : { contactKey }),
    ...(wanted.ok ? {} : { unreadable: badExpression('events.filter', wanted) }),
  });
}

async function wholeRequest(
  source: Source,
  request: ParsedRequest,
  pepper: string,
): Promise<ReadEvent> {
  const { events: _, ...rest } = source;
  const whole: Source = { ...rest, events: { timeZone: 'UTC' } };
  const { id, idFrom } = await identifyEvent(
    whole,
    scopeOf(whole, request, { body: request.body }),
    pepper,
  );
  return {
    id,
    idFrom,
    index: 0,
    body: request.body,
    unreadable: { reason: 'unexpected-shape', where: `events.split: ${source.events.split}` },
  };
}
