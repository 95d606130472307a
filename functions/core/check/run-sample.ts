import { limitsOf } from '../body/body-limits.ts';
import type { AttributeCatalogue } from '../bridge/attribute-catalogue.ts';
import type { Source } from '../config/source-schema.ts';
import {
  describeInvalid,
  type MappedEvent,
  readMapped,
  readMerge,
  withMisfits,
} from '../deliver/map-event.ts';
import { PermanentFailure } from '../errors.ts';
import type { Scope } from '../expression.ts';
import { type FieldResult, mapToPatch } from '../map/map-to-patch.ts';
import { type Patch, toPatch } from '../map/patch.ts';
import type { Outcome } from '../memory/event-record.ts';
import { describeUnreadable, type Unreadable } from '../message/message.ts';
import { decideNew, decideUnseen } from '../person/decide.ts';
import { groupByPerson } from '../person/person.ts';
import type { UnknownType } from '../receive/event-type.ts';
import { assertAllPacked, messageBase, packMessages } from '../receive/pack-messages.ts';
import {
  type ParsedRequest,
  type ReadEvent,
  readEvents,
  type SharedId,
} from '../receive/read-events.ts';
import { scopeOf, transformed } from '../scope.ts';

/**
 * What one event of a sample comes to. `fields` and `scope` are for preview and for the checks;
 * `expected` files hold `summary`.
 */
export interface SampleEvent {
  event: ReadEvent;
  /** The event before and after the source's transform; absent where that failed. */
  rawScope: Scope;
  scope: Scope | undefined;
  fields: FieldResult[];
  summary: SampleSummary;
  /** What becomes of it if its person is new to Bridge; absent where nobody is looked for. */
  ifNew?: IfNew | undefined;
}

/** A contact is created, or the event ends. */
export type IfNew = { created: true } | { ignored: string } | ParkedSummary;

/** The patch, or why there is none; fields that do not fit beside the patch of those that do. */
export type SampleSummary =
  | Patch
  | { ignored: string; detail?: string | undefined }
  | { parked: string; detail?: string | undefined; patch?: Patch | undefined };

/** What a whole sample comes to. */
export interface SampleRun {
  events: SampleEvent[];
  summaries: SampleSummary[];
  /** Of the events that the filter left out. */
  unknownTypes: UnknownType[];
  sharedIds: SharedId[];
  unreadableTimes: number;
}

/** Not a secret: samples only have to give the same ids every time. */
const samplePepper = 'sample';

/**
 * Takes a request through the same functions as receive and deliver do, without a sender, a queue
 * or Bridge.
 * @throws Rejection where receive would refuse it
 */
export async function runSample(
  source: Source,
  request: ParsedRequest,
): Promise<SampleRun> {
  const read = await readEvents(source, request, samplePepper);
  const base = messageBase(source, request, { enqueuedAt: request.receivedAt });
  const { eventBytes: maxEventBytes } = limitsOf(source);
  assertAllPacked(packMessages(base, read.events, { maxEventBytes }), maxEventBytes);
  const events: SampleEvent[] = [];
  for (const event of read.events) events.push(await runEvent(source, request, event));
  const { ignored, unknownTypes, sharedIds, unreadableTimes } = read;
  const filtered = Array.from({ length: ignored - unknownTypes.length }, () => ({
    ignored: 'filter',
  }));
  const unknown = unknownTypes.map(({ name }) => ({
    ignored: 'unknown-type',
    detail: name,
  }));
  const summaries = [...events.map(({ summary }) => summary), ...filtered, ...unknown];
  return { events, summaries, unknownTypes, sharedIds, unreadableTimes };
}

/** Takes one event of a request through the map, as deliver does, without Bridge. */
export async function runEvent(
  source: Source,
  request: Pick<ParsedRequest, 'headers' | 'query' | 'receivedAt'>,
  event: ReadEvent,
): Promise<SampleEvent> {
  const rawScope = scopeOf(source, request, event);
  const unmapped = { event, rawScope, scope: undefined, fields: [] };
  if (event.unreadable !== undefined)
    return { ...unmapped, summary: unreadableSummary(event.unreadable) };
  const inner = await transformed(source, rawScope);
  if (!inner.ok) {
    const detail = `events.transform: ${inner.code}`;
    return { ...unmapped, summary: { parked: 'bad-expression', detail } };
  }
  const { scope } = inner;
  const space = { workspace: source.workspace, pepper: samplePepper };
  const merge = await orParked(() => readMerge(source, scope, event, space));
  if (merge !== undefined) {
    const summary = 'parked' in merge ? merge : { ignored: 'merge' };
    return { ...unmapped, scope, summary };
  }
  const fields = await mapToPatch(source, scope);
  const given = { scope, fields, space, catalogue: anyAttribute };
  const mapped = await orParked(() => readMapped(source, event, given));
  if ('parked' in mapped || mapped.kind === 'nothing') {
    const summary = 'parked' in mapped ? mapped : { ignored: 'nothing-to-send' };
    return { event, rawScope, scope, fields, summary };
  }
  const ends = summarise(mapped.mapped, source, request.receivedAt);
  return { event, rawScope, scope, fields, ...ends };
}

function unreadableSummary(why: Unreadable): SampleSummary {
  return { parked: why.reason, detail: describeUnreadable(why) };
}

/** What nobody knows without Bridge fits: every attribute there is, with any value. */
const anyAttribute: Pick<AttributeCatalogue, 'find'> = {
  find: async (name) => ({ id: name, keyName: name, category: 'OPEN' }),
};

interface ParkedSummary {
  parked: string;
  detail?: string | undefined;
}

/** What the work gives; or why the event is parked, as deliver says it. */
async function orParked<T>(work: () => Promise<T>): Promise<T | ParkedSummary> {
  try {
    return await work();
  } catch (failure) {
    if (!(failure instanceof PermanentFailure)) throw failure;
    return { parked: failure.reason, detail: failure.detail };
  }
}

function summarise(
  mapped: MappedEvent,
  source: Source,
  receivedAt: number,
): Pick<SampleEvent, 'summary' | 'ifNew'> {
  const [person] = groupByPerson([mapped], receivedAt);
  const unseen = person && decideUnseen(person, source);
  const end = unseen?.kind === 'end' ? summariseEnd(unseen.outcome, mapped) : undefined;
  if (end !== undefined) return { summary: end };
  const summary = summariseWrites(mapped);
  if (person === undefined || person.contactId !== undefined) return { summary };
  const decision = decideNew(person, source);
  const ended =
    decision.kind === 'end' ? summariseEnd(decision.outcome, mapped) : undefined;
  return { summary, ifNew: ended ?? { created: true } };
}

/** How an event ends of which nothing is sent. */
function summariseEnd(
  outcome: Outcome,
  { writes }: MappedEvent,
): { ignored: string } | ParkedSummary | undefined {
  if (outcome.kind === 'ignored') return { ignored: outcome.reason };
  if (outcome.kind !== 'parked') return undefined;
  const { reason, detail } = withMisfits(outcome, writes.invalid);
  return { parked: reason, detail };
}

function summariseWrites({ writes: { writes, invalid } }: MappedEvent): SampleSummary {
  const patch = toPatch([...writes.values()].map(({ field, value }) => [field, value]));
  if (invalid.length === 0) return patch;
  return { parked: 'invalid-value', detail: describeInvalid(invalid), patch };
}
