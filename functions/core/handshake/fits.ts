import type { Handshake, Place } from '../config/handshake-schema.ts';
import { isRecord } from '../json.ts';
import { parseSplitPath } from '../split-request.ts';
import type { RawRequest } from '../verify/signature.ts';
import { methodsOf } from './methods.ts';

/** What a request is known by. Header names in lower case. */
export type Visible = Pick<RawRequest, 'method' | 'headers' | 'query'>;

/** Whether a request can be this handshake, as far as can be seen without reading its body. */
export function fitsHead(handshake: Handshake, request: Visible): boolean {
  const { challenge, where } = handshake;
  if (!methodsOf(handshake).some((method) => method === request.method)) return false;
  if (challenge !== undefined && challenge.field === undefined) {
    if (valueAt(challenge, request, undefined) === undefined) return false;
  }
  return (
    areEqual(where?.query, (name) => ownText(request.query, name)) &&
    areEqual(where?.header, (name) => ownText(request.headers, name))
  );
}

/** Whether the body has to be read to know. */
export function needsBody({ challenge, where, token }: Handshake): boolean {
  return [challenge?.field, where?.field, token?.field].some((each) => each !== undefined);
}

/**
 * Whether the body is that of this handshake. A challenge in a field makes one alone only where
 * nothing stands beside it: an event can have a field of that name, too.
 */
export function fitsBody({ challenge, where }: Handshake, body: unknown): boolean {
  const isEqual = areEqual(where?.field, (path) => plainText(fieldAt(body, path)));
  if (!isEqual || challenge?.field === undefined) return isEqual;
  if (where !== undefined) return fieldAt(body, challenge.field) !== undefined;
  return isAlone(body, stepsOf(challenge.field));
}

/** What stands at a place of a request; `undefined` where there is nothing. */
export function valueAt(
  { query, header, field }: Place,
  request: Visible,
  body: unknown,
): unknown {
  if (query !== undefined) return ownText(request.query, query);
  if (header !== undefined) return ownText(request.headers, header);
  return field === undefined ? undefined : fieldAt(body, field);
}

/** The names that lead to a field, without backticks. */
export function stepsOf(path: string): string[] {
  return parseSplitPath(path) ?? [];
}

function areEqual(
  expected: Record<string, string> | undefined,
  textAt: (name: string) => string | undefined,
): boolean {
  return Object.entries(expected ?? {}).every(([name, text]) => textAt(name) === text);
}

function ownText(record: Record<string, string>, name: string): string | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function plainText(value: unknown): string | undefined {
  return ['string', 'number', 'boolean'].includes(typeof value)
    ? String(value)
    : undefined;
}

/** What stands in a field of the body; a list with one item counts as that item. */
export function fieldAt(body: unknown, path: string): unknown {
  let value = onlyItem(body);
  for (const step of stepsOf(path)) {
    if (!isRecord(value) || !Object.hasOwn(value, step)) return undefined;
    value = onlyItem(value[step]);
  }
  return value;
}

function isAlone(body: unknown, [step, ...inner]: string[]): boolean {
  if (step === undefined) return true;
  const object = onlyItem(body);
  if (!isRecord(object) || !Object.hasOwn(object, step)) return false;
  return Object.keys(object).length === 1 && isAlone(object[step], inner);
}

function onlyItem(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}
