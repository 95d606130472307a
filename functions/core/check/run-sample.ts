import type { Source } from '../config/source-schema.ts';
import { describeInvalid, readMerge } from '../deliver/map-event.ts';
import { PermanentFailure } from '../errors.ts';
import type { Scope } from '../expression.ts';
import { type FieldResult, mapToPatch } from '../map/map-to-patch.ts';
import { type Patch, toPatch } from '../map/patch.ts';
import {
  type ParsedRequest,
  type ReadEvent,
  type ReadEvents,
  readEvents,
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
  | { ignored: string }
  | { parked: string; detail?: string; patch?: Patch };

/** Not a secret: samples only have to give the same ids every time. */
const samplePepper = 'sample';

/**
 * Takes a request through the same functions as receive and deliver do, without a sender, a queue
 * or Bridge.
 */
export async function runSample(
  source: Source,
  request: ParsedRequest,
): Promise<{
  events: SampleEvent[];
  summaries: SampleSummary[];
  sharedIds: ReadEvents['sharedIds'];
}> {
  const read = await readEvents(source, request, samplePepper);
  const events: SampleEvent[] = [];
  for (const event of read.events) events.push(await runEvent(source, request, event));
  const filtered = Array.from({ length: read.ignored }, () => ({ ignored: 'filter' }));
  const summaries = [...events.map(({ summary }) => summary), ...filtered];
  return { events, summaries, sharedIds: read.sharedIds };
}

async function runEvent(
  source: Source,
  request: ParsedRequest,
  event: ReadEvent,
): Promise<SampleEvent> {
  const rawScope = scopeOf(source, request, event);
  if (event.unreadable !== undefined) {
    const { reason, where, detail } = event.unreadable;
    const summary = {
      parked: reason,
      detail: detail === undefined ? where : `${where}: ${detail}`,
    };
    return { event, rawScope, scope: undefined, fields: [], summary };
  }
  const inner = await transformed(source, rawScope);
  if (!inner.ok)
    return {
      event,
      rawScope,
      scope: undefined,
      fields: [],
      summary: { parked: 'bad-expression', detail: `events.transform: ${inner.code}` },
    };
  const merge = await mergeSummary(source, inner.scope, event);
  if (merge !== undefined)
    return { event, rawScope, scope: inner.scope, fields: [], summary: merge };
  const fields = await mapToPatch(source, inner.scope);
  return { event, rawScope, scope: inner.scope, fields, summary: summarise(fields) };
}

async function mergeSummary(
  source: Source,
  scope: Scope,
  event: ReadEvent,
): Promise<SampleSummary | undefined> {
  try {
    const space = { workspace: source.workspace, pepper: samplePepper };
    return (await readMerge(source, scope, event, space)) === undefined
      ? undefined
      : { ignored: 'merge' };
  } catch (failure) {
    if (!(failure instanceof PermanentFailure)) throw failure;
    return {
      parked: failure.reason,
      ...(failure.detail === undefined ? {} : { detail: failure.detail }),
    };
  }
}

function summarise(fields: FieldResult[]): SampleSummary {
  const patch = toPatch(
    fields.flatMap((result) =>
      result.kind === 'set'
        ? [[result.field, result.value] as const]
        : result.kind === 'clear'
          ? [[result.field, null] as const]
          : [],
    ),
  );
  const invalid = fields.filter((result) => result.kind === 'invalid');
  const isEmpty = Object.keys(patch).length === 0;
  if (invalid.length > 0)
    return {
      parked: 'invalid-value',
      detail: describeInvalid(invalid),
      ...(isEmpty ? {} : { patch }),
    };
  return isEmpty ? { ignored: 'nothing-to-send' } : patch;
}
