import type { Limits } from '../body-limits.ts';
import type { TextReader } from '../decode-text.ts';
import { type OpenedBody, type Parsed, parsed, unfit } from './parsed.ts';

/** A file that came with the fields, without what is in it. `size` is in bytes. */
export interface NamedFile {
  name: string;
  type: string;
  size: number;
}
type Leaf = string | NamedFile;

export interface FormObject {
  [key: string]: FormValue;
}
export type FormValue = Leaf | FormValue[] | FormObject;
type FieldLimits = Pick<Limits, 'fields' | 'fieldDepth'>;

/** What stands below a name: the values it was given, or further names. */
type Node = Leaf[] | Group;
interface Group {
  children: Map<string, Node>;
  /** The index of the next `[]`. */
  next: number;
}

const formType = /^\s*application\/x-www-form-urlencoded\s*(;|$)/i;
/** How JSON, XML and multipart begin, and no form does: it would write `%7B`. */
const noForm = /^\s*([[{<]|--)/;
/** What is no form, whatever its type says: samples are often saved without one. */
const isMultipart = /^--\S{1,70}\r\ncontent-/i;

/**
 * Parses `application/x-www-form-urlencoded` as PHP writes it. All values are text.
 * @throws what the reader throws for bytes that are no text
 */
export function parseForm({ reader, contentType, limits }: OpenedBody): Parsed {
  const start = reader.body.toString('latin1', 0, 1024);
  const isOther =
    isMultipart.test(start) || (!formType.test(contentType) && noForm.test(start));
  const expected = 'application/x-www-form-urlencoded';
  if (isOther) return { ok: false, what: 'is no form', expected };
  if (reader.charset.startsWith('utf-16'))
    return {
      ok: false,
      what: 'is a form in UTF-16',
      expected: 'a form in UTF-8, not in UTF-16',
    };
  return parsed(() => nestFields(fieldsOf(reader), limits));
}

/**
 * Puts fields where their names say, in the manner of PHP: `a[b][c]` nests, and `a[]` is the next
 * index of `a`. Names with the indices 0, 1, … without a gap are a list, and so are the values of a
 * name that comes again; other numbers are names.
 * @throws unfit for a name for a value and for a group, and beyond the limits
 */
export function nestFields(
  fields: Iterable<[name: string, value: Leaf]>,
  { fields: most, fieldDepth }: FieldLimits,
): FormObject {
  const root = newGroup();
  let count = 0;
  for (const [name, value] of fields) {
    count += 1;
    if (count > most) throw unfit(`has more than ${most} fields`);
    const parts = partsOfName(name);
    if (parts.length > fieldDepth) throw unfit('nests its fields too deeply');
    place(root, parts, value);
  }
  return toObject(root);
}

/** The fields, in their order. Percent signs stand for bytes, so they are undone before reading. */
export function* fieldsOf({
  body,
  read,
}: TextReader): Generator<[name: string, value: string]> {
  const readPart = (part: string) => read(Buffer.from(unescapeBytes(part), 'latin1'));
  for (const field of body.toString('latin1').split('&')) {
    if (field === '') continue;
    const equals = field.includes('=') ? field.indexOf('=') : field.length;
    yield [readPart(field.slice(0, equals)), readPart(field.slice(equals + 1))];
  }
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

function place(root: Group, parts: string[], value: Leaf): void {
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

function contradictory(): Error {
  return unfit('uses one name for a value and for a group');
}
