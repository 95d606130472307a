import { quoteLargeNumbers } from '../json-numbers.ts';
import { toPlainValue } from '../plain-value.ts';
import { ExpressionError } from './expression-error.ts';

/** Of a text that a function makes or reads, in UTF-16 code units; no message holds more. */
export const maxText = 1_000_000;

/**
 * `$parse`: the value of a JSON text, read as a body is read. `undefined` for what is missing, null
 * or blank.
 * @throws ExpressionError `not-json`, also for what is no text, or `too-large`
 */
export function parseJsonText(text: unknown): unknown {
  if (text === undefined || text === null) return undefined;
  if (typeof text !== 'string') throw new ExpressionError('not-json');
  if (text.trim() === '') return undefined;
  if (text.length > maxText) throw new ExpressionError('too-large');
  try {
    return toPlainValue(JSON.parse(quoteLargeNumbers(text.replace(/^\ufeff/, ''))));
  } catch {
    // The parser's own error would quote the text (G10).
    throw new ExpressionError('not-json');
  }
}
