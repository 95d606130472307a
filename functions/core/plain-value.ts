import { Rejection } from './errors.ts';

/** Deeper than anything a sender writes; what walks through a value may use the stack for it. */
const maxDepth = 100;

/**
 * The value as every later step can hold it. A queue, a hash or an address has no word for half a
 * surrogate pair (`"\ud83d"`): it becomes U+FFFD. No database takes U+0000: it is left out. And
 * `-0` is 0. In names as in texts.
 * @throws Rejection 400 if it nests deeper than 100 levels
 */
export function toPlainValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return toPlainText(value);
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) {
    const message = `The body nests deeper than ${maxDepth} levels.`;
    throw new Rejection(400, 'malformed-body', message);
  }
  if (Array.isArray(value)) return value.map((item) => toPlainValue(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      toPlainText(name),
      toPlainValue(inner, depth + 1),
    ]),
  );
}

/** The text without U+0000, and with U+FFFD for each half of a surrogate pair. */
export function toPlainText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}
