import { TextDecoder } from 'node:util';
import { Rejection } from '../errors.ts';

/** A body, and how its text is written. */
export interface TextReader {
  /** Without its byte order mark. */
  body: Buffer;
  /** The name of the charset, one of the Encoding Standard: https://encoding.spec.whatwg.org */
  charset: string;
  /**
   * The text of the body, or of a part of it.
   * @throws Rejection 400 for bytes that are no text in this charset
   */
  read(bytes: Uint8Array): string;
}

const marks = [
  { bytes: [0xef, 0xbb, 0xbf], charset: 'utf-8' },
  { bytes: [0xff, 0xfe], charset: 'utf-16le' },
  { bytes: [0xfe, 0xff], charset: 'utf-16be' },
];

/**
 * How a body is written: as its byte order mark says, else as the charset of its content type, else
 * as it declares itself, else in UTF-8.
 * @throws Rejection 415 for a charset that is not known
 */
export function textReaderOf(
  contentType: string,
  body: Buffer,
  declared?: string | undefined,
): TextReader {
  const marked = marks.find(({ bytes }) => bytes.every((byte, at) => body[at] === byte));
  const decoder = decoderOf(
    marked?.charset ?? charsetOf(contentType) ?? declared ?? 'utf-8',
  );
  return {
    body: body.subarray(marked?.bytes.length ?? 0),
    charset: decoder.encoding,
    read(bytes) {
      try {
        return decoder.decode(bytes);
      } catch {
        throw notText(decoder.encoding);
      }
    },
  };
}

/** Read as Windows-1252 by the standard, which would read every UTF-8 as something else. */
const ascii = /^(us-)?ascii$/i;

function charsetOf(contentType: string): string | undefined {
  const name = /;\s*charset\s*=\s*["']?([^\s;"']+)/i.exec(contentType)?.[1];
  return name !== undefined && ascii.test(name) ? 'utf-8' : name;
}

function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true });
  } catch {
    const message = 'The charset of the body is not known here. Send the body in UTF-8.';
    throw new Rejection(415, 'unsupported-media-type', message);
  }
}

function notText(charset: string): Rejection {
  const cure = 'Send it in UTF-8, or name its charset in the Content-Type.';
  return new Rejection(
    400,
    'malformed-body',
    `The body is not text in ${charset}. ${cure}`,
  );
}
