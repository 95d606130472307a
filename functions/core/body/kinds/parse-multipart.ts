import {
  MultipartParseError,
  parseMultipart as partsOf,
} from '@remix-run/multipart-parser';
import { boundaryOf } from './boundary.ts';
import { type NamedFile, nestFields } from './parse-form.ts';
import { type OpenedBody, type Parsed, parsed, unfit } from './parsed.ts';

/** Of the lines before the content of one part; they hold a name, a file's name and a type. */
const maxHeaderBytes = 4_096;

const multipartType = /^\s*multipart\/form-data\s*(;|$)/i;

/**
 * Parses `multipart/form-data`. Fields are texts and nest as in a form. Of a file its name, type
 * and size are kept, and nothing of what is in it.
 * @throws what the reader of a part throws
 */
export function parseMultipart(opened: OpenedBody): Parsed {
  const { contentType, limits } = opened;
  const boundary = boundaryOf(contentType);
  if (!multipartType.test(contentType) || boundary === undefined) {
    const expected = 'multipart/form-data with a boundary';
    return { ok: false, what: 'is no multipart form', expected };
  }
  return parsed(() => nestFields(fieldsOf(opened, boundary), limits), ofLibrary);
}

/** Heads are decoded by the library, which throws a TypeError where they are not UTF-8. */
const ofLibrary = {
  what: 'is not whole: a part has no end, or its head cannot be read',
  isIts: (error: unknown) =>
    error instanceof MultipartParseError || error instanceof TypeError,
};

function* fieldsOf(
  { reader: { body, charset }, readerOf, limits: { requestBytes, fields } }: OpenedBody,
  boundary: string,
): Generator<[name: string, value: string | NamedFile]> {
  if (body.length === 0) throw unfit('is empty');
  const parts = partsOf(withoutPreamble(body, boundary), {
    boundary,
    maxHeaderSize: maxHeaderBytes,
    maxFileSize: requestBytes,
    maxParts: fields + 1,
    maxTotalSize: requestBytes,
  });
  for (const part of parts) {
    const { name, filename, size, headers } = part;
    const type = headers['content-type'] ?? '';
    if (name === undefined) throw unfit('has a part without a name');
    if (filename !== undefined) {
      yield [name, { name: filename, type, size }];
      continue;
    }
    const text = readerOf(type, Buffer.from(part.bytes), charset);
    yield [name, text.read(text.body)];
  }
}

/** Anything can stand before the first boundary, and says nothing. */
function withoutPreamble(body: Buffer, boundary: string): Buffer {
  if (body.indexOf(`--${boundary}`) === 0) return body;
  const start = body.indexOf(`\r\n--${boundary}`);
  return start === -1 ? body : body.subarray(start + 2);
}
