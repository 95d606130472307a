import type { BodyKind, BodySettings } from '../config/body-schema.ts';
import { Rejection } from '../errors.ts';
import { quoteLargeNumbers } from '../json-numbers.ts';
import { toPlainValue } from '../plain-value.ts';
import { limitsOf, malformedBody } from './body-limits.ts';
import { textReaderOf } from './decode-text.ts';
import type { OpenedBody, Parsed } from './kinds/parsed.ts';
import { bodyReaderOf, type WrittenBody } from './open-body.ts';

/**
 * The value of a JSON text; it throws whatever it likes for what is none. Its error can quote the
 * text and is never logged.
 */
export type ParseJson = (text: string) => Promise<unknown>;

/**
 * The one way from the bytes of a body to its value: undo the compression, decode the text, keep
 * the digits of large numbers, parse, read the JSON in its fields. The source says what a body is;
 * its content type names the charset and the boundary and nothing else, because many senders
 * cannot choose it.
 * @throws Rejection 400 `malformed-body` for what is not what the source says, and beyond its
 *   limits; 413 `body-too-large`; 415 `unsupported-media-type` where the content type says that it
 *   is something else, and for a charset or compression that is not read
 */
export async function readBody(
  request: WrittenBody,
  source: BodySettings,
  parseJson: ParseJson,
): Promise<unknown> {
  const { body: kind, jsonFields } = source;
  const limits = limitsOf(source);
  const opened = { ...bodyReaderOf(request, source), limits, readerOf: textReaderOf };
  const readJson = (text: string) => parseJson(quoteLargeNumbers(text));
  const parsed =
    kind === 'json' ? await parseWhole(opened, readJson) : await parsers[kind](opened);
  const value = toPlainValue(await valueOrRefuse(parsed, kind, opened), limits);
  if (jsonFields === undefined) return value;
  const { readJsonFields } = await import('./kinds/json-fields.ts');
  const whole = await readJsonFields(value, jsonFields, readJson);
  return toPlainValue(await valueOrRefuse(whole, kind, opened), limits);
}

/** Those of all kinds but JSON are chunks, loaded with the first body. */
const parsers: Record<
  Exclude<BodyKind, 'json'>,
  (opened: OpenedBody) => Promise<Parsed>
> = {
  form: parseFields,
  query: parseFields,
  multipart: async (opened) =>
    (await import('./kinds/parse-multipart.ts')).parseMultipart(opened),
  xml: async (opened) => (await import('./kinds/parse-xml.ts')).parseXml(opened),
};

async function parseFields(opened: OpenedBody): Promise<Parsed> {
  return (await import('./kinds/parse-form.ts')).parseForm(opened);
}

async function parseWhole(
  { reader: { body, read }, contentType }: OpenedBody,
  readJson: ParseJson,
): Promise<Parsed> {
  const text = read(body);
  try {
    return { ok: true, value: await readJson(text) };
  } catch (cause) {
    const isOther =
      contentType !== '' &&
      !/^\s*(application|text)\/([^;]*\+)?json\s*(;|$)/i.test(contentType);
    const what = 'is not JSON, or has a name such as __proto__ in it';
    return { ok: false, what, expected: isOther ? 'JSON' : undefined, cause };
  }
}

async function valueOrRefuse(
  parsed: Parsed,
  kind: BodyKind,
  opened: OpenedBody,
): Promise<unknown> {
  if (parsed.ok) return parsed.value;
  const { what, expected, paths, cause } = parsed;
  const { cureFor } = await import('./recognise-body.ts');
  const more = { cure: cureFor(kind, opened), paths, cause };
  if (expected === undefined) throw malformedBody(what, more);
  const message = `The body has to be ${expected}, as the source of this hook says.`;
  throw new Rejection(415, 'unsupported-media-type', message, more);
}
