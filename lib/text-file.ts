import { UserError } from './report.ts';

/**
 * The text of a file in UTF-8, without a byte order mark.
 * @throws UserError for UTF-16, which some editors and spreadsheets write, and for other bytes
 */
export function decodeText(bytes: Uint8Array, path: string): string {
  const wrong = wrongEncoding(bytes);
  if (wrong === undefined) return new TextDecoder().decode(bytes);
  throw new UserError(`${path} is ${wrong}, not UTF-8. Save it as UTF-8.`);
}

/** What the bytes of a text are in, if that is not UTF-8. */
export function wrongEncoding(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isMarked || bytes.subarray(0, 2).includes(0)) return 'in UTF-16';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return undefined;
  } catch {
    return 'in another encoding';
  }
}
