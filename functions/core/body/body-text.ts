import { textReaderOf } from '../receive/decode-text.ts';

/** A body as a text that gives the same bytes again, so that a part can be changed alone. */
export interface BodyText {
  /** One character per byte, or per UTF-16 code unit: ASCII is readable in it. */
  text: string;
  /** What a part of it says. */
  read(part: string): string;
  /** The bytes of the text after a change; what is put in has to be ASCII. */
  write(changed: string): Buffer;
}

const utf8Mark = Buffer.from([0xef, 0xbb, 0xbf]);
/** Where every byte below 128 is the ASCII character, wherever it stands. */
const oneByteIsAscii = /^(utf-8|iso-8859-.*|windows-.*|koi8-.*|macintosh|x-mac-cyrillic)$/;

/**
 * Opens a body in the charset of its content type (UTF-8 without one), or of its byte order mark.
 * `undefined` for charsets in which bytes cannot be told apart so simply.
 */
export function openBodyText(
  body: Buffer,
  contentType: string | undefined,
): BodyText | undefined {
  const charset = charsetOf(body, contentType);
  if (charset === undefined) return undefined;
  if (charset.startsWith('utf-16')) return openUtf16(body, charset === 'utf-16be');
  if (!oneByteIsAscii.test(charset)) return undefined;
  const mark = body.subarray(0, 3).equals(utf8Mark) ? utf8Mark : Buffer.alloc(0);
  const decoder = new TextDecoder(charset, { ignoreBOM: true });
  return {
    text: body.toString('latin1', mark.length),
    read: (part) => decoder.decode(Buffer.from(part, 'latin1')),
    write: (changed) => Buffer.concat([mark, Buffer.from(changed, 'latin1')]),
  };
}

function charsetOf(body: Buffer, contentType = ''): string | undefined {
  try {
    return textReaderOf(contentType, body).charset;
  } catch {
    return undefined;
  }
}

function openUtf16(body: Buffer, isBigEndian: boolean): BodyText | undefined {
  if (body.length % 2 === 1) return undefined;
  const swapped = (bytes: Buffer) => (isBigEndian ? Buffer.from(bytes).swap16() : bytes);
  const text = swapped(body).toString('utf16le');
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  return {
    text: text.slice(mark.length),
    read: (part) => part,
    write: (changed) => swapped(Buffer.from(mark + changed, 'utf16le')),
  };
}
