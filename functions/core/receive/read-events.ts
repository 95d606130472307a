import { limitsOf } from '../body/body-limits.ts';
import { keyedHash } from '../canonical.ts';
import type { Source } from '../config/source-schema.ts';
import { Rejection } from '../errors.ts';
import type { Scope } from '../expression.ts';
import type { Message, QueuedEvent } from '../message/message.ts';
import { scopeOf } from '../scope.ts';
import { type SplitEvent, splitRequest, splitStepsOf } from '../split-request.ts';
import type { UnknownType } from './event-type.ts';
import { identifyEvent } from './identify-event.ts';
import { readEvent } from './read-event.ts';
import type { GoesOn } from './work-limit.ts';

/** A verified, parsed request. */
export type ParsedRequest = Pick<Message, 'headers' | 'query' | 'receivedAt'> & {
  body: unknown;
};

/** An event with the HMAC of its contact key, if it names anybody. */
export type ReadEvent = QueuedEvent & { contactKey?: string | undefined };

/** An event that has the sender's id of an earlier one: the indices of both. */
export interface SharedId {
  index: number;
  first: number;
}

/** What a request holds. */
export interface ReadEvents {
  /** To be queued. */
  events: ReadEvent[];
  /** How many the filter left out. */
  ignored: number;
  /** Those among them of a type that the source does not know. */
  unknownTypes: UnknownType[];
  unreadableTimes: number;
  sharedIds: SharedId[];
}

/**
 * Splits a request into events, filters and identifies them. Nothing is lost here: an event whose
 * expressions fail and a request without the split path are kept, marked `unreadable`, to be parked
 * (G1).
 * @throws Rejection 413 `too-many-events` for more than the source takes; and what `goesOn` throws
 */
export async function readEvents(
  source: Source,
  request: ParsedRequest,
  pepper: string,
  goesOn: GoesOn = () => {},
): Promise<ReadEvents> {
  const split = splitRequest(request.body, splitStepsOf(source), source.body === 'xml');
  if (split === undefined) {
    const whole = await wholeRequest(source, request, pepper);
    return {
      events: [whole],
      ignored: 0,
      unknownTypes: [],
      unreadableTimes: 0,
      sharedIds: [],
    };
  }
  const { events: mostEvents } = limitsOf(source);
  if (split.length > mostEvents) throw tooManyEvents(mostEvents);
  const scopeFor = (event: SplitEvent) => ({
    ...scopeOf(source, request, event),
    goesOn,
  });
  const events: ReadEvent[] = [];
  const unknownTypes: UnknownType[] = [];
  let unreadableTimes = 0;
  for (const [index, part] of split.entries()) {
    const read = await readEvent(source, scopeFor(part), pepper);
    if (read.kind === 'left-out') {
      if (read.reason === 'unknown-type') unknownTypes.push(read.type);
      continue;
    }
    const { isTimeUnreadable, ...known } = read.identity;
    if (isTimeUnreadable) unreadableTimes += 1;
    events.push({ ...part, ...known, index });
  }
  const ignored = split.length - events.length;
  const apart = await tellApart(source, scopeFor, pepper, events);
  return { ...apart, ignored, unknownTypes, unreadableTimes };
}

function tooManyEvents(most: number): Rejection {
  const message = `The request holds more than ${most} events. Send fewer at a time.`;
  return new Rejection(413, 'too-many-events', message);
}

/**
 * Where the sender gives one id to events that are not equal, the first keeps it and the others get
 * what they are into theirs: the same in every repetition of the request.
 */
async function tellApart(
  source: Source,
  scopeFor: (event: ReadEvent) => Scope,
  pepper: string,
  events: ReadEvent[],
): Promise<Pick<ReadEvents, 'events' | 'sharedIds'>> {
  if (events.length < 2) return { events, sharedIds: [] };
  const withoutId: Source = { ...source, events: { ...source.events, id: undefined } };
  const contentId = async (event: ReadEvent) =>
    (await identifyEvent(withoutId, scopeFor(event), pepper)).id;
  const ownIds = new Map<ReadEvent, string>();
  const sharedIds: SharedId[] = [];
  for (const [id, [first, ...others]] of Map.groupBy(events, (event) => event.id)) {
    if (first === undefined || others.length === 0) continue;
    const ofFirst = await contentId(first);
    for (const event of others) {
      const own = await contentId(event);
      if (own === ofFirst) continue;
      ownIds.set(event, keyedHash(pepper, 'event', source.name, id, own));
      sharedIds.push({ index: event.index, first: first.index });
    }
  }
  const apart = events.map((event) => ({ ...event, id: ownIds.get(event) ?? event.id }));
  return { events: apart, sharedIds };
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
    unreadable: {
      reason: 'unexpected-shape',
      where: `events.split: ${source.events.split}`,
    },
  };
}
