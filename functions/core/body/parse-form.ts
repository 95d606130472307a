import { Rejection } from '../errors.ts';
import type { TextReader } from './decode-text.ts';

/** More than any form has; a limit keeps one request from costing minutes. */
const maxFields = 5_000;
const maxDepth = 20;

interface FormObject {
  [key: string]: FormValue;
}
export type FormValue = string | FormValue[] | FormObject;

/** What stands below a name: the values it was given, or further names. */
type Node = string[] | Group;
interface Group {
  children: Map<string, Node>;
  /** The index of the next `[]`. */
  next: number;
}

/**
 * Parses `application/x-www-form-urlencoded` as PHP writes it: `a[b][c]=v` nests, and `a[]=v` is
 * the next index of `a`. Names with the indices 0, 1, … without a gap are a list, and so are the
 * values of a name that comes again; other numbers are names. All values are text.
 * @throws Rejection 400 for bytes that are no text, a name for a value and for a group, or more
 *   than 5,000 fields
 */
export function parseForm(reader: TextReader): FormObject {
  const root = newGroup();
  let count = 0;
  for (const [name, value] of fieldsOf(reader)) {
    count += 1;
    if (count > maxFields) throw malformed('has too many fields');
    place(root, partsOfName(name), value);
  }
  return toObject(root);
}

/** The fields, in their order. Percent signs stand for bytes, so they are undone before reading. */
export function fieldsOf({ body, read }: TextReader): [name: string, value: string][] {
  const readPart = (part: string) => read(Buffer.from(unescapeBytes(part), 'latin1'));
  return body
    .toString('latin1')
    .split('&')
    .filter((field) => field !== '')
    .map((field) => {
      const equals = field.includes('=') ? field.indexOf('=') : field.length;
      return [readPart(field.slice(0, equals)), readPart(field.slice(equals + 1))];
    });
}

function unescapeBytes(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
}

/** The parts of a field's name: `a[b][]` is `a`, `b` and an empty one. */
function partsOfName(name: string): string[] {
  const open = name.indexOf('[');
  const brackets = name.slice(open);
  if (open <= 0 || !/^(\[[^\]]*\])+$/.test(brackets)) return [name];
  return [name.slice(0, open), ...brackets.slice(1, -1).split('][')];
}

function place(root: Group, parts: string[], value: string): void {
  if (parts.length > maxDepth) throw malformed('nests too deeply');
  const last = parts.pop() ?? '';
  const group = parts.reduce(groupAt, root);
  const key = keyOf(group, last, parts.length);
  const values = group.children.get(key) ?? [];
  if (!Array.isArray(values)) throw contradictory();
  values.push(value);
  group.children.set(key, values);
}

function groupAt(outer: Group, part: string, depth: number): Group {
  const key = keyOf(outer, part, depth);
  const inner = outer.children.get(key) ?? newGroup();
  if (Array.isArray(inner)) throw contradictory();
  outer.children.set(key, inner);
  return inner;
}

/** An empty part in brackets is the index after the largest so far. */
function keyOf(group: Group, part: string, depth: number): string {
  const key = part === '' && depth > 0 ? String(group.next) : part;
  if (/^\d{1,9}$/.test(key)) group.next = Math.max(group.next, Number(key) + 1);
  return key;
}

function newGroup(): Group {
  return { children: new Map(), next: 0 };
}

function toObject({ children }: Group): FormObject {
  return Object.fromEntries([...children].map(([key, node]) => [key, toValue(node)]));
}

function toValue(node: Node): FormValue {
  if (Array.isArray(node)) return node.length === 1 ? (node[0] ?? '') : node;
  const object = toObject(node);
  // Integers come first and in order.
  const isList = Object.keys(object).every((key, index) => key === String(index));
  return isList ? Object.values(object) : object;
}

function contradictory(): Rejection {
  return malformed('uses one name for a value and for a group');
}

function malformed(what: string): Rejection {
  return new Rejection(400, 'malformed-body', `The form body ${what}.`);
}
