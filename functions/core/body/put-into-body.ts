import type { Source } from '../config/source-schema.ts';
import { parseSplitPath } from '../split-request.ts';
import { type BodyText, openBodyText } from './body-text.ts';
import { formName, readFormPairs } from './form-pairs.ts';
import {
  asciiJson,
  findJsonNodes,
  type JsonNode,
  readJsonNodes,
  replaceParts,
} from './json-nodes.ts';

/** A text and the place in a body where it has to stand: names with dots between them. */
export interface BodyField {
  path: string;
  value: string;
}

/** A body that has no place for a key. Nothing of it is quoted. */
export class UnfitBodyError extends Error {
  override readonly name = 'UnfitBodyError';

  constructor(path: string, why: string) {
    super(`The body ${why}, so the key cannot be put at ${path}.`);
  }
}

/**
 * The body with a text at a place: there instead of what stood there, or added. Every other byte
 * stays, so that large numbers keep their digits.
 * @throws UnfitBodyError if the body is not what the source says, or has no such place
 */
export function putIntoBody(
  body: Buffer,
  { path, value }: BodyField,
  kind: Source['body'],
  contentType: string | undefined,
): Buffer {
  const steps = parseSplitPath(path) ?? [];
  const view = openBodyText(body, contentType);
  if (view === undefined || steps.length === 0)
    throw new UnfitBodyError(path, 'cannot be written to');
  if (kind === 'form') return view.write(putIntoForm(view, steps, value));
  return view.write(putIntoJson(view.text, rootOf(view, path), steps, value));
}

/**
 * What stands at a place in a body, each time if it stands there several times: texts as they are,
 * other values as JSON. Empty for a body that is not what the source says.
 */
export function readFromBody(
  body: Buffer,
  path: string,
  kind: Source['body'],
  contentType: string | undefined,
): string[] {
  const steps = parseSplitPath(path) ?? [];
  const view = openBodyText(body, contentType);
  if (view === undefined || steps.length === 0) return [];
  if (kind === 'json') return readFromJson(view, steps);
  const wanted = formName(steps);
  return readFormPairs(view)
    .filter(({ name }) => name === wanted)
    .map(({ value }) => value);
}

function readFromJson(view: BodyText, steps: readonly string[]): string[] {
  try {
    const found = findJsonNodes(readJsonNodes(view), steps);
    return found.map(({ kind, start, end }) => {
      const written = view.read(view.text.slice(start, end));
      return kind === 'text' ? String(JSON.parse(written)) : written;
    });
  } catch {
    return [];
  }
}

function rootOf(view: BodyText, path: string): JsonNode {
  let root: JsonNode;
  try {
    root = readJsonNodes(view);
  } catch {
    throw new UnfitBodyError(path, 'is no JSON');
  }
  if (root.kind !== 'object') throw new UnfitBodyError(path, 'is no JSON object');
  return root;
}

/** Of a repeated name the last counts, as for every JSON parser. */
function putIntoJson(
  text: string,
  node: JsonNode,
  steps: readonly string[],
  value: string,
): string {
  const [step, ...rest] = steps;
  const { kind, start, end, inner } = node;
  if (step === undefined || kind !== 'object')
    return replaceParts(text, [{ start, end, by: nested(steps, value) }]);
  const found = inner.findLast(({ name }) => name === step);
  if (found !== undefined) return putIntoJson(text, found, rest, value);
  const comma = inner.length === 0 ? '' : ',';
  const by = `${asciiJson(step)}:${nested(rest, value)}${comma}`;
  return replaceParts(text, [{ start: start + 1, end: start + 1, by }]);
}

function nested(steps: readonly string[], value: string): string {
  return steps.reduceRight((inner, step) => `{${asciiJson(step)}:${inner}}`, asciiJson(value));
}

/** A field that comes again would be a list, so one is left. */
function putIntoForm(view: BodyText, steps: readonly string[], value: string): string {
  const wanted = formName(steps);
  const pairs = readFormPairs(view);
  const others = pairs.filter(({ name }) => name !== wanted);
  const field = `${encodeURIComponent(wanted)}=${encodeURIComponent(value)}`;
  const at = pairs.findIndex(({ name }) => name === wanted);
  const written = others.map((pair) => pair.written);
  return written.toSpliced(at === -1 ? written.length : at, 0, field).join('&');
}
