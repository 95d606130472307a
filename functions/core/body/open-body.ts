import { firstHeader } from '../verify/signature.ts';
import { bodyTooLarge, maxBodyBytes } from './body-size.ts';
import { type TextReader, textReaderOf } from './decode-text.ts';
import { inflateBody } from './inflate-body.ts';
import { fieldsOf } from './parse-form.ts';

/** Header names in lower case. */
export interface WrittenBody {
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * A body without its compression, and how its text is written.
 * @throws Rejection 400, 413 or 415 for a body that cannot be read
 */
export function bodyReaderOf({ headers, body }: WrittenBody): {
  reader: TextReader;
  contentType: string;
} {
  if (body.length > maxBodyBytes) throw bodyTooLarge();
  const bytes = inflateBody(body, firstHeader(headers, 'content-encoding'));
  const contentType = firstHeader(headers, 'content-type') ?? '';
  return { reader: textReaderOf(contentType, bytes), contentType };
}

/**
 * The text of a body, and the headers that are true of it once it is written in UTF-8: without a
 * compression and a charset. A form in another charset is written anew, for its escapes are bytes.
 * @throws Rejection as `bodyReaderOf`
 */
export function toPlainBody(
  request: WrittenBody,
  isForm: boolean,
): { text: string; headers: Record<string, string> } {
  const { reader, contentType } = bodyReaderOf(request);
  const { 'content-encoding': _, ...headers } = request.headers;
  const isOther = isForm && reader.charset !== 'utf-8';
  const text = isOther
    ? new URLSearchParams(fieldsOf(reader)).toString()
    : reader.read(reader.body);
  if (contentType === '') return { text, headers };
  const type = contentType.replace(/;\s*charset\s*=\s*("[^"]*"|[^;]*)/gi, '');
  return { text, headers: { ...headers, 'content-type': type } };
}
