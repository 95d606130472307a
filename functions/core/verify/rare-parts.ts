import { createHash } from 'node:crypto';
import { fieldsOf } from '../body/kinds/parse-form.ts';
import { bodyReaderOf } from '../body/open-body.ts';
import type { BodySettings } from '../config/body-schema.ts';
import type { AsymmetricVerification, MacVerification } from '../config/verify-schema.ts';
import { parseSplitPath } from '../split-request.ts';
import { firstHeader, type RareParts, type RawRequest } from './signature.ts';

/**
 * A body that its reader has parsed under its limits, and the signature that was taken out of it.
 * Out of a list, none is.
 */
export interface ReadBody {
  body: unknown;
  signature: unknown;
}

/** Whether a signature is over fields of the body, or it or its time stands among them. */
export function needsFields({
  field,
  timestamp,
  signedContent,
}: MacVerification | AsymmetricVerification): boolean {
  return (field ?? timestamp?.field) !== undefined || usesFields(signedContent);
}

/** Whether a signed text is made of the fields of a body. */
export function usesFields(signedContent: string): boolean {
  return /\{(field:[^{}]*|sortedFields)\}/.test(signedContent);
}

/**
 * What few senders sign, and where few put their signature.
 * @param read the body, where a signature needs fields of it
 */
export function rarePartsOf(
  verify: MacVerification | AsymmetricVerification,
  settings: BodySettings,
  request: RawRequest,
  read?: ReadBody,
): RareParts {
  const { header, query, timestamp } = verify;
  const left = verify.field === undefined ? undefined : textAt(read?.body, verify.field);
  const inBody = typeof read?.signature === 'string' ? read.signature : left;
  const inQuery = query === undefined ? inBody : firstHeader(request.query, query);
  return {
    signature: header === undefined ? inQuery : firstHeader(request.headers, header),
    timestamp:
      timestamp?.query === undefined
        ? timestamp?.field && textAt(read?.body, timestamp.field)
        : firstHeader(request.query, timestamp.query),
    fill(placeholder) {
      if (placeholder !== 'sortedFields') return fill(placeholder, request, read?.body);
      return settings.body === 'form'
        ? sortedFields(request, settings, verify.field)
        : undefined;
    },
  };
}

function fill(
  placeholder: string,
  request: RawRequest,
  body: unknown,
): string | undefined {
  const [name = '', ...more] = placeholder.split(':');
  const argument = more.join(':');
  if (placeholder === 'path') return URL.parse(request.url)?.pathname;
  if (placeholder === 'query') return rawQuery(request.url);
  if (placeholder === 'bodySha256')
    return createHash('sha256').update(request.body).digest('hex');
  if (argument === '') return undefined;
  if (name === 'query') return firstHeader(request.query, argument);
  return name === 'field' ? firstField(body, argument.split('|')) : undefined;
}

function rawQuery(url: string): string {
  return url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
}

/** Of several paths the first that has a text; an empty one at the end stands for nothing. */
function firstField(body: unknown, paths: string[]): string | undefined {
  for (const path of paths) {
    const text = path === '' ? '' : textAt(body, path);
    if (text !== undefined) return text;
  }
  return undefined;
}

/**
 * The steps to a field: names and indices with dots between them, backticks around unusual names.
 */
export function parseFieldPath(path: string): string[] | undefined {
  return parseSplitPath(path.replace(/(^|\.)(\d+)(?=\.|$)/g, '$1`$2`'));
}

/** What was sent as a text, a number or a boolean; `undefined` for everything else. */
function textAt(body: unknown, path: string): string | undefined {
  const steps = parseFieldPath(path);
  if (steps === undefined) return undefined;
  let value = body;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = Reflect.get(value, step);
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}

/** The fields of a form by name, each value of a name once and in order, with nothing between. */
function sortedFields(
  request: RawRequest,
  settings: BodySettings,
  own: string | undefined,
): string {
  const { reader } = bodyReaderOf(request, settings);
  const fields = [...fieldsOf(reader)].filter(([name]) => name !== own);
  const byName = Map.groupBy(fields, ([name]) => name);
  return [...byName]
    .sort(([one], [other]) => compareCodeUnits(one, other))
    .flatMap(([name, all]) => valuesOf(all).map((value) => name + value))
    .join('');
}

function valuesOf(fields: [string, string][]): string[] {
  return [...new Set(fields.map(([, value]) => value))].sort(compareCodeUnits);
}

/** The same in every locale, as senders sort. */
function compareCodeUnits(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
