import { recogniseBody } from '../../functions/core/body/recognise-request.ts';
import type { BodyKind } from '../../functions/core/config/body-schema.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { Rejection } from '../../functions/core/errors.ts';
import { parsePlainPath } from '../../functions/core/split-request.ts';
import { readSaved, type SavedRequest } from '../../lib/config/samples/saved-request.ts';
import { isObject, leavesOf, parsedLeaves, type Step } from './leaves/leaves.ts';

/** How a body is written, and its value. */
export interface ReadBody {
  body: BodyKind;
  /** Paths of the fields whose text is JSON. */
  jsonFields: string[] | undefined;
  value: unknown;
}

/** What can be tried. Any text is a form, so that has to be recognised. */
const kinds: readonly BodyKind[] = ['json', 'multipart', 'xml'];
/** How deep in one another texts that hold JSON are read. */
const mostRounds = 2;

/**
 * Reads the body of an unknown sender: as what it looks like, else as any kind that can read it.
 * `undefined` if none can.
 * @param source what it is read with
 * @param isUnknown whether the source does not say yet how the body is written
 */
export async function readAnyBody(
  request: SavedRequest,
  source: Source,
  isUnknown: boolean,
): Promise<ReadBody | undefined> {
  if (!isUnknown) {
    const value = await readWith(request, source);
    const { body, jsonFields } = source;
    return value === undefined ? undefined : { body, jsonFields, value };
  }
  for (const body of kindsOf(request)) {
    const value = await readWith(request, { ...source, body, jsonFields: undefined });
    if (isObject(value)) return withJsonFields(request, source, { body, value });
  }
  return undefined;
}

function kindsOf(request: SavedRequest): readonly BodyKind[] {
  if (request.body.length === 0) return ['query'];
  try {
    const seen = recogniseBody(request);
    return seen === undefined ? kinds : [seen, ...kinds.filter((kind) => kind !== seen)];
  } catch (error) {
    if (error instanceof Rejection) return [];
    throw error;
  }
}

async function readWith(request: SavedRequest, source: Source): Promise<unknown> {
  try {
    return (await readSaved(request, source)).parsed.body;
  } catch (error) {
    if (error instanceof Rejection) return undefined;
    throw error;
  }
}

async function withJsonFields(
  request: SavedRequest,
  source: Source,
  { body, value }: { body: BodyKind; value: unknown },
): Promise<ReadBody> {
  let read: ReadBody = { body, jsonFields: undefined, value };
  for (let round = 0; round < mostRounds; round += 1) {
    const known = read.jsonFields ?? [];
    const found = pathsOfJson(read.value).filter((path) => !known.includes(path));
    if (found.length === 0) return read;
    const jsonFields = [...known, ...found];
    const inner = await readWith(request, { ...source, body, jsonFields });
    if (inner === undefined) return read;
    read = { body, jsonFields, value: inner };
  }
  return read;
}

/** Texts that hold an object. One that holds a list of texts could be what a person wrote. */
function pathsOfJson(value: unknown): string[] {
  const paths = leavesOf(value).flatMap(({ path, value: text }) => {
    const root = parsedLeaves(text)?.root;
    const isJson =
      root !== undefined && (!Array.isArray(root) || root.some((item) => isObject(item)));
    return isJson ? (plainPathOf(path) ?? []) : [];
  });
  return [...new Set(paths)];
}

function plainPathOf(path: readonly Step[]): string | undefined {
  const names = path.flatMap((step) => ('key' in step ? [step.key] : []));
  const written = names.map((name) =>
    [name, `\`${name}\``].find((text) => parsePlainPath(text)?.join() === name),
  );
  return written.includes(undefined) ? undefined : written.join('.');
}
