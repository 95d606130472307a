import type { BodyKind } from '../config/body-schema.ts';
import type { TextReader } from './decode-text.ts';
import { boundaryOf } from './kinds/boundary.ts';
import { fieldsOf } from './kinds/parse-form.ts';
import { joinSections, readSections } from './kinds/sections.ts';
import { bodyReaderOf, type WrittenBody, xmlDeclaration } from './open-body.ts';

/**
 * The text of a body, and the headers that are true of it once it is written in UTF-8: without a
 * compression and a charset. A form in another charset is written anew, for its escapes are bytes;
 * XML no longer declares one. Parts of multipart that are no text are left empty.
 * @throws Rejection as `bodyReaderOf`
 */
export function toPlainBody(
  request: WrittenBody,
  kind: BodyKind,
): { text: string; headers: Record<string, string> } {
  const { reader, contentType } = bodyReaderOf(request, { body: kind });
  const { 'content-encoding': _, ...headers } = request.headers;
  const text = textOf(reader, kind, contentType);
  if (contentType === '') return { text, headers };
  const type = contentType.replace(/;\s*charset\s*=\s*("[^"]*"|[^;]*)/gi, '');
  return { text, headers: { ...headers, 'content-type': type } };
}

function textOf(reader: TextReader, kind: BodyKind, contentType: string): string {
  const isOther = reader.charset !== 'utf-8';
  if (kind === 'form' && isOther)
    return new URLSearchParams([...fieldsOf(reader)]).toString();
  const boundary = kind === 'multipart' ? boundaryOf(contentType) : undefined;
  if (boundary !== undefined) {
    const sections = readSections(reader.body, boundary, reader.charset);
    return joinSections(sections, boundary);
  }
  const text = reader.read(reader.body);
  return kind === 'xml' ? text.replace(xmlDeclaration, '$1') : text;
}
