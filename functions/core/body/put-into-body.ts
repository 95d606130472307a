import type { Source } from '../config/source-schema.ts';
import { isRecord } from '../json.ts';
import { readQuery } from '../receive/read-query.ts';
import { parseSplitPath } from '../split-request.ts';
import { toPlainBody, type WrittenBody } from './open-body.ts';

declare global {
  interface JSON {
    rawJSON(text: string): object;
    isRawJSON(value: unknown): boolean;
  }
}

/** A body that has no place for a key. Nothing of it is quoted. */
export class UnfitBodyError extends Error {
  override readonly name = 'UnfitBodyError';

  constructor(path: string, why: string) {
    super(`The body ${why}, so the key cannot be put at ${path}.`);
  }
}

/**
 * The body with a text at a place, there instead of what stood there, or added. It is written in
 * UTF-8 and not compressed, as its headers then say. Numbers keep their digits, and the other
 * fields of a form are left as they were written.
 * @param path names with dots between them
 * @throws UnfitBodyError if the body is not what the source says, or has no such place
 */
export function putIntoBody(
  request: WrittenBody,
  { path, value }: { path: string; value: string },
  kind: Source['body'],
): WrittenBody {
  const steps = parseSplitPath(path) ?? [];
  const put = kind === 'form' ? putIntoForm : putIntoJson;
  try {
    const { text, headers } = toPlainBody(request, kind === 'form');
    return { headers, body: Buffer.from(put(text, steps, value)) };
  } catch {
    throw new UnfitBodyError(path, kind === 'form' ? 'is no form' : 'is no JSON object');
  }
}

/** @throws SyntaxError if it is no JSON object */
function putIntoJson(text: string, steps: string[], value: string): string {
  const keepDigits = (_: string, found: unknown, context?: { source?: string }) =>
    typeof found === 'number' ? JSON.rawJSON(context?.source ?? String(found)) : found;
  const body: unknown = JSON.parse(text, keepDigits);
  if (!isObject(body)) throw new SyntaxError('There is no object.');
  return JSON.stringify(putAt(body, steps, value));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !JSON.isRawJSON(value);
}

function putAt(around: unknown, [step, ...inner]: string[], value: string): unknown {
  if (step === undefined) return value;
  const object = isObject(around) ? around : {};
  const own = Object.hasOwn(object, step) ? object[step] : undefined;
  return { ...object, [step]: putAt(own, inner, value) };
}

/** A field that comes again would be a list, so one is left. */
function putIntoForm(text: string, [first = '', ...inner]: string[], value: string): string {
  const name = [first, ...inner.map((step) => `[${step}]`)].join('');
  const isOwn = (pair: string) => Object.hasOwn(readQuery(pair), name);
  const pairs = text.split('&').filter((pair) => pair !== '');
  const others = pairs.filter((pair) => !isOwn(pair));
  const at = pairs.findIndex(isOwn);
  const field = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  return others.toSpliced(at === -1 ? others.length : at, 0, field).join('&');
}
