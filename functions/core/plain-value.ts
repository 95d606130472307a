import { Rejection } from './errors.ts';

/** Deeper than anything a sender writes; what walks through a value may use the stack for it. */
const maxDepth = 100;

/**
 * The value as every later step can hold it. A queue, a hash or an address has no word for half a
 * surrogate pair (`"\ud83d"`): it becomes U+FFFD, in names too. No database takes U+0000: it is
 * left out of texts. And `-0` is 0.
 * @throws Rejection 400 if it nests deeper than 100 levels, or has a name that reaches a prototype
 */
export function toPlainValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return toPlainText(value);
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) throw malformed(`nests deeper than ${maxDepth} levels`);
  if (Array.isArray(value)) return value.map((item) => toPlainValue(item, depth + 1));
  if (Object.hasOwn(value, '__proto__')) throw malformed('has a field named __proto__');
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.toWellFormed(),
      toPlainValue(inner, depth + 1),
    ]),
  );
}

function malformed(what: string): Rejection {
  return new Rejection(400, 'malformed-body', `The body ${what}.`);
}

/** The text without U+0000, and with U+FFFD for each half of a surrogate pair. */
export function toPlainText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}
