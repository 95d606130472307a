import { textReaderOf } from './decode-text.ts';
import { inflateBody } from './inflate-body.ts';
import { fieldsOf } from './parse-form.ts';

/** Header names in lower case. */
export interface WrittenBody {
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * The text of a body, and the headers that are true of it once it is written in UTF-8: without a
 * compression and a charset. A form in another charset is written anew, for its escapes are bytes.
 * @throws Rejection 400, 413 or 415 for a body that cannot be read
 */
export function openBody(
  { headers, body }: WrittenBody,
  isForm: boolean,
): { text: string; headers: Record<string, string> } {
  const { 'content-encoding': encoding, ...others } = headers;
  const contentType = headers['content-type'] ?? '';
  const bytes = inflateBody(body, encoding);
  const reader = textReaderOf(contentType, bytes);
  const isOther = isForm && reader.charset !== 'utf-8';
  const text = isOther
    ? new URLSearchParams(fieldsOf(reader)).toString()
    : reader.read(reader.body);
  if (contentType === '') return { text, headers: others };
  const type = contentType.replace(/;\s*charset\s*=\s*("[^"]*"|[^;]*)/gi, '');
  return { text, headers: { ...others, 'content-type': type } };
}
