import type { Source } from '../config/source-schema.ts';
import { describeInvalid, readMerge } from '../deliver/map-event.ts';
import { PermanentFailure } from '../errors.ts';
import type { Scope } from '../expression.ts';
import { type FieldResult, mapToPatch } from '../map/map-to-patch.ts';
import { type Patch, toPatch } from '../map/patch.ts';
import { describeUnreadable, type Unreadable } from '../message.ts';
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
}

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
}

/** Not a secret: samples only have to give the same ids every time. */
const samplePepper = 'sample';

/**
 * Takes a request through the same functions as receive and deliver do, without a sender, a queue
 * or Bridge.
 * @throws Rejection where receive would refuse it
 */
export async function runSample(source: Source, request: ParsedRequest): Promise<SampleRun> {
  const read = await readEvents(source, request, samplePepper);
  const base = messageBase(source, request, request.receivedAt);
  assertAllPacked(packMessages(base, read.events));
  const events: SampleEvent[] = [];
  for (const event of read.events) events.push(await runEvent(source, request, event));
  const { ignored, unknownTypes, sharedIds } = read;
  const filtered = Array.from({ length: ignored - unknownTypes.length }, () => ({
    ignored: 'filter',
  }));
  const unknown = unknownTypes.map(({ name }) => ({ ignored: 'unknown-type', detail: name }));
  const summaries = [...events.map(({ summary }) => summary), ...filtered, ...unknown];
  return { events, summaries, unknownTypes, sharedIds };
}

async function runEvent(
  source: Source,
  request: ParsedRequest,
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
  const merge = await mergeSummary(source, scope, event);
  if (merge !== undefined) return { ...unmapped, scope, summary: merge };
  const fields = await mapToPatch(source, scope);
  return { event, rawScope, scope, fields, summary: summarise(fields) };
}

function unreadableSummary(why: Unreadable): SampleSummary {
  return { parked: why.reason, detail: describeUnreadable(why) };
}

async function mergeSummary(
  source: Source,
  scope: Scope,
  event: ReadEvent,
): Promise<SampleSummary | undefined> {
  try {
    const space = { workspace: source.workspace, pepper: samplePepper };
    const merge = await readMerge(source, scope, event, space);
    return merge === undefined ? undefined : { ignored: 'merge' };
  } catch (failure) {
    if (!(failure instanceof PermanentFailure)) throw failure;
    return { parked: failure.reason, detail: failure.detail };
  }
}

function summarise(fields: FieldResult[]): SampleSummary {
  const written = fields.filter((result) => result.kind === 'set' || result.kind === 'clear');
  const patch = toPatch(
    written.map((result) => [result.field, result.kind === 'set' ? result.value : null]),
  );
  const invalid = fields.filter((result) => result.kind === 'invalid');
  if (invalid.length > 0) {
    const detail = describeInvalid(invalid);
    return {
      parked: 'invalid-value',
      detail,
      patch: written.length === 0 ? undefined : patch,
    };
  }
  return written.length === 0 ? { ignored: 'nothing-to-send' } : patch;
}
