import type { BodySettings } from '../config/body-schema.ts';
import { firstHeader } from '../verify/signature.ts';
import { bodyTooLarge, limitsOf } from './body-limits.ts';
import { type TextReader, textReaderOf } from './decode-text.ts';
import { inflateBody } from './inflate-body.ts';

/** Header names in lower case. */
export interface WrittenBody {
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * A body without its compression, and how its text is written.
 * @throws Rejection 400, 413 or 415 for a body that cannot be read
 */
export function bodyReaderOf(
  { headers, body }: WrittenBody,
  source: Pick<BodySettings, 'body' | 'limits'>,
): {
  reader: TextReader;
  contentType: string;
} {
  const { requestBytes } = limitsOf(source);
  if (body.length > requestBytes) throw bodyTooLarge(requestBytes);
  const encoding = firstHeader(headers, 'content-encoding');
  const bytes = inflateBody(body, encoding, requestBytes);
  const contentType = firstHeader(headers, 'content-type') ?? '';
  const declared = source.body === 'xml' ? declaredCharset(bytes) : undefined;
  return { reader: textReaderOf(contentType, bytes, declared), contentType };
}

/** Of XML: what stands before the charset that it declares, and that. */
export const xmlDeclaration = /^(<\?xml[^>]{0,100}?)\sencoding\s*=\s*["']([\w.:-]+)["']/;

function declaredCharset(bytes: Buffer): string | undefined {
  return xmlDeclaration.exec(bytes.toString('latin1', 0, 200))?.[2];
}
