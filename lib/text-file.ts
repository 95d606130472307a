import type { Mistake } from './config/problems/config-problem.ts';

/** The text of a file, or why it has none. */
export type DecodedText = { text: string } | Mistake;

/**
 * The text of a file in UTF-8, without a byte order mark. What is in another encoding is named:
 * some editors and spreadsheets write UTF-16.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const cure = 'save it as UTF-8';
  if (isUtf16(bytes)) return { what: 'is in UTF-16, not UTF-8', cure };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { what: 'is not text in UTF-8', cure };
  }
}

/** With its mark, or with the zero bytes that letters have in it. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  const isMarked =
    (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isMarked || bytes.subarray(0, 2).includes(0);
}
