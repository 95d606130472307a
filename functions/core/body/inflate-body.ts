import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { Rejection } from '../errors.ts';
import { isRecord } from '../json.ts';
import { bodyTooLarge, malformedBody } from './body-limits.ts';

type Inflate = (bytes: Buffer, options: { maxOutputLength: number }) => Buffer;

/** The encodings that are read: https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1 */
const ways = new Map<string, Inflate>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['br', brotliDecompressSync],
  ['deflate', inflateDeflate],
]);

/** One is usual; each costs time. */
const mostEncodings = 2;

/** Some senders leave out the zlib header, whose first four bits would be the method, 8. */
function inflateDeflate(bytes: Buffer, options: { maxOutputLength: number }): Buffer {
  const hasHeader = ((bytes[0] ?? 0) & 0x0f) === 8;
  return hasHeader ? inflateSync(bytes, options) : inflateRawSync(bytes, options);
}

/**
 * The body as it was before its sender compressed it.
 * @param contentEncoding the header; each of its encodings was applied in turn
 * @param mostBytes what it may come to
 * @throws Rejection 413 if it comes to more, 400 if it is not compressed as the header
 *   says, 415 for an encoding that is not read
 */
export function inflateBody(
  body: Buffer,
  contentEncoding: string | undefined,
  mostBytes: number,
): Buffer {
  const names = (contentEncoding ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  const applied = names.filter((name) => name !== '' && name !== 'identity');
  if (applied.length > mostEncodings) throw unknownEncoding();
  return applied.reduceRight((bytes, name) => inflateOnce(bytes, name, mostBytes), body);
}

function inflateOnce(bytes: Buffer, name: string, mostBytes: number): Buffer {
  const inflate = ways.get(name);
  if (inflate === undefined) throw unknownEncoding();
  try {
    return inflate(bytes, { maxOutputLength: mostBytes });
  } catch (error) {
    if (isRecord(error) && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw bodyTooLarge(mostBytes);
    throw malformedBody(`is not the ${name} that its Content-Encoding says`);
  }
}

function unknownEncoding(): Rejection {
  const message = 'The body can be sent as it is, or in gzip, deflate or br.';
  return new Rejection(415, 'unsupported-media-type', message);
}
