import type { BodyKind, BodySettings } from '../config/body-schema.ts';
import { isRecord } from '../json.ts';
import { readQuery } from '../receive/read-query.ts';
import { parseSplitPath } from '../split-request.ts';
import { boundaryOf } from './kinds/boundary.ts';
import {
  joinSections,
  nameOfSection,
  readSections,
  type Section,
} from './kinds/sections.ts';
import type { WrittenBody } from './open-body.ts';
import { toPlainBody } from './plain-body.ts';

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
  { body: kind, jsonFields = [] }: Pick<BodySettings, 'body' | 'jsonFields'>,
): WrittenBody {
  const steps = parseSplitPath(path) ?? [];
  if (jsonFields.some((field) => path.startsWith(`${field}.`)))
    throw new UnfitBodyError(path, 'holds JSON in a text there');
  try {
    const { text, headers } = toPlainBody(request, kind);
    const boundary = boundaryOf(headers['content-type'] ?? '') ?? '';
    return { headers, body: Buffer.from(puts[kind](text, steps, value, boundary)) };
  } catch {
    throw new UnfitBodyError(path, unfit[kind]);
  }
}

type Put = (text: string, steps: string[], value: string, boundary: string) => string;

const puts: Record<BodyKind, Put> = {
  json: putIntoJson,
  form: putIntoForm,
  query: putIntoForm,
  multipart: putIntoMultipart,
  xml: putIntoXml,
};

const unfit: Record<BodyKind, string> = {
  json: 'is no JSON object',
  form: 'is no form',
  query: 'is no query',
  multipart: 'is no multipart form',
  xml: 'has no such element',
};

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
function putIntoForm(text: string, steps: string[], value: string): string {
  const name = fieldName(steps);
  const isOwn = (pair: string) => Object.hasOwn(readQuery(pair), name);
  const pairs = text.split('&').filter((pair) => pair !== '');
  const others = pairs.filter((pair) => !isOwn(pair));
  const at = pairs.findIndex(isOwn);
  const field = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  return others.toSpliced(at === -1 ? others.length : at, 0, field).join('&');
}

function fieldName([first = '', ...inner]: string[]): string {
  return [first, ...inner.map((step) => `[${step}]`)].join('');
}

/** As in a form: one field of the name is left. */
function putIntoMultipart(
  text: string,
  steps: string[],
  value: string,
  boundary: string,
): string {
  const name = fieldName(steps);
  const sections = readSections(Buffer.from(text), boundary, 'utf-8');
  if (sections.length === 0) throw new SyntaxError('There is no part.');
  const isOwn = (section: Section) => nameOfSection(section) === name;
  const others = sections.filter((section) => !isOwn(section));
  const at = sections.findIndex(isOwn);
  const head = `Content-Disposition: form-data; name="${name}"`;
  const own = { head, content: value };
  return joinSections(others.toSpliced(at === -1 ? others.length : at, 0, own), boundary);
}

/**
 * Only an element that is there, and holds a text, can be written: nobody knows in which order a
 * sender puts new ones.
 */
function putIntoXml(text: string, steps: string[], value: string): string {
  const escaped = value.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  let from = 0;
  let end = text.length;
  for (const step of steps) {
    const [start, inner, close] = findElement(text, step, from, end);
    from = start + inner.length;
    end = close;
  }
  if (steps.length === 0 || text.slice(from, end).includes('<'))
    throw new SyntaxError('There is no such element.');
  return `${text.slice(0, from)}${escaped}${text.slice(end)}`;
}

/** Of the first element of that name: where it begins, its start tag, and where its end tag is. */
function findElement(
  text: string,
  name: string,
  from: number,
  end: number,
): [start: number, tag: string, close: number] {
  const tag = new RegExp(
    `<((?:[^\\s<>/:]+:)?${RegExp.escape(name)})(?:\\s[^<>]*)?(?<!/)>`,
    'g',
  );
  tag.lastIndex = from;
  const found = tag.exec(text);
  const close = found === null ? -1 : text.indexOf(`</${found[1]}>`, tag.lastIndex);
  if (found === null || close === -1 || close > end)
    throw new SyntaxError('There is no such element.');
  return [found.index, found[0], close];
}
