import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../functions/core/canonical.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import type { SavedRequest } from '../../../lib/config/samples/saved-request.ts';
import { UserError } from '../../../lib/report.ts';
import type { MapView, SourceView } from '../../../local/console/api/sources.ts';
import { type FoundSource, findSource, unknownName } from '../../place/find-source.ts';
import {
  describeLeftOut,
  nameOfEvent,
  type Preview,
  previewRequest,
} from '../../preview/preview-request.ts';
import { describeTime, titleOf } from '../../preview/print-event.ts';
import { inUtc } from '../../terminal/utc.ts';
import type { Around } from '../around.ts';
import { recordedRequest } from './sample-curl.ts';

type Payload = SourceView['payloads'][number];

const kinds = { sample: 'sample:', recorded: 'recorded:' } as const;
/** More are not looked through. */
const mostRecorded = 50;
/** What a payload comes to is kept for so many: to look for what nothing uses is slow. */
const mostKnown = 50;

/** What the map of a source can be tried on: its samples, and what came last. */
export function payloadsOf(around: Around, { source, samples }: FoundSource): Payload[] {
  const { timeline } = around;
  const recorded = timeline
    .rows()
    .filter(
      (row) => row.source === source.name && timeline.recorded(row.key) !== undefined,
    )
    .sort((a, b) => b.at - a.at)
    .slice(0, mostRecorded);
  return [
    ...samples.map(({ name }) => ({
      key: `${kinds.sample}${name}`,
      kind: 'sample' as const,
      label: name,
    })),
    ...recorded.map(({ key, at, words }) => ({
      key: `${kinds.recorded}${key}`,
      kind: 'recorded' as const,
      label: `${inUtc(at)} ${words}`,
    })),
  ];
}

/** Gives what a payload of a source comes to, as `preview` says it. */
export function createMapView(around: Around) {
  const known = new Map<string, Promise<Preview>>();

  async function preview(path: string, request: SavedRequest, source: Source) {
    const name = contentName(request, source);
    const ready = known.get(name) ?? previewRequest(path, request, source);
    known.delete(name);
    known.set(name, ready);
    const [oldest] = known.keys();
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
    return ready.catch((error: unknown) => {
      known.delete(name);
      throw error;
    });
  }

  /** @throws UserError if there is no such payload, or receive would refuse it */
  return async (sourceName: string, key: string): Promise<MapView> => {
    const found = await findSource(around.dir, sourceName);
    const { path, request } = payloadOf(around, found, key);
    return toView(await preview(path, request, found.source));
  };
}

function contentName(request: SavedRequest, source: Source): string {
  const { body, ...head } = request;
  return createHash('sha256')
    .update(canonicalJson([source, head]))
    .update(body)
    .digest('base64url');
}

function payloadOf(
  around: Around,
  { source, samples }: FoundSource,
  key: string,
): { path: string; request: SavedRequest } {
  if (key.startsWith(kinds.recorded)) {
    const recorded = recordedRequest(around, key.slice(kinds.recorded.length));
    if (recorded.source === source.name)
      return { path: 'The request', request: recorded.request };
    throw new UserError(`The request came to ${recorded.source}.`);
  }
  const name = key.slice(kinds.sample.length);
  const sample = samples.find((one) => one.name === name);
  if (key.startsWith(kinds.sample) && sample !== undefined) return sample;
  const names = samples.map((one) => one.name);
  throw new UserError(unknownName('sample', name, names, source.name));
}

function toView(preview: Preview): MapView {
  return {
    payload: preview.body,
    events: preview.events.map((event, index) => ({
      title: titleOf(event, nameOfEvent(index, preview)),
      id: event.id,
      idFrom: event.idFrom,
      time: describeTime(event),
      foundBy: event.foundBy,
      fields: event.fields.map(({ field, from, value, happened }) => ({
        field,
        from,
        value,
        why: happened,
      })),
      unused: event.unused.map(({ yaml, value }) => ({ yaml, value })),
    })),
    notes: describeLeftOut(preview),
  };
}
