import { Rejection } from '../errors.ts';
import { firstHeader, type RawRequest } from './signature.ts';

/** More than any form has; a limit keeps one request from costing minutes. */
const maxFields = 5_000;
const maxDepth = 20;

interface FormObject {
  [key: string]: FormValue;
}
type FormValue = string | FormValue[] | FormObject;

const formType = /^application\/x-www-form-urlencoded\s*(;|$)/i;

/**
 * The value of a request's form body.
 * @throws Rejection 415 for another content type, and 400 as `parseForm`
 */
export function readForm({ headers, body }: Pick<RawRequest, 'headers' | 'body'>): FormObject {
  const type = firstHeader(headers, 'content-type');
  if (type !== undefined && formType.test(type)) return parseForm(body.toString());
  const message = 'The body has to be sent as application/x-www-form-urlencoded.';
  throw new Rejection(415, 'unsupported-media-type', message);
}

/**
 * Parses `application/x-www-form-urlencoded` as PHP senders write it: `a[b][c]=v` nests, `a[]=v`
 * makes a list, indices such as `a[0]` stay keys. A name that comes again replaces the value before
 * it. All values are text.
 * @throws Rejection 400 for names like `__proto__`, contradictory nesting, or more than 5,000
 *   fields
 */
export function parseForm(text: string): FormObject {
  const root: FormObject = {};
  let count = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    count += 1;
    if (count > maxFields) throw malformed('has too many fields');
    place(root, partsOfName(name), value);
  }
  return root;
}

/** The parts of a field's name: `a[b][]` is `a`, `b` and an empty one. */
function partsOfName(name: string): string[] {
  const open = name.indexOf('[');
  const brackets = name.slice(open);
  if (open <= 0 || !/^(\[[^\]]*\])+$/.test(brackets)) return [name];
  return [name.slice(0, open), ...brackets.slice(1, -1).split('][')];
}

function place(root: FormObject, keys: string[], value: string): void {
  if (keys.length > maxDepth) throw malformed('nests too deeply');
  if (keys.includes('__proto__')) throw malformed('has a field named __proto__');
  let container: FormObject | FormValue[] = root;
  for (const [index, key] of keys.entries()) {
    const next = keys[index + 1];
    const inner: FormValue =
      next === undefined ? value : (child(container, key, next) ?? (next === '' ? [] : {}));
    put(container, key, inner);
    if (typeof inner !== 'string') container = inner;
  }
}

/** What already stands at `key`, if the next part of the name can be put into it. */
function child(
  container: FormObject | FormValue[],
  key: string,
  next: string,
): FormObject | FormValue[] | undefined {
  if (Array.isArray(container)) return undefined;
  const existing = Object.hasOwn(container, key) ? container[key] : undefined;
  if (existing === undefined) return undefined;
  if (typeof existing === 'string' || Array.isArray(existing) !== (next === ''))
    throw contradictory();
  return existing;
}

function put(container: FormObject | FormValue[], key: string, value: FormValue): void {
  if (Array.isArray(container)) container.push(value);
  else if (
    typeof value === 'string' &&
    Object.hasOwn(container, key) &&
    typeof container[key] !== 'string'
  )
    throw contradictory();
  else container[key] = value;
}

function contradictory(): Rejection {
  return malformed('uses one name for a value and for a group');
}

function malformed(what: string): Rejection {
  return new Rejection(400, 'malformed-body', `The form body ${what}.`);
}
