import type { Source } from '../config/source-schema.ts';
import { Rejection } from '../errors.ts';
import { quoteLargeNumbers } from '../json-numbers.ts';
import { toPlainValue } from '../plain-value.ts';
import type { TextReader } from './decode-text.ts';
import { bodyReaderOf, type WrittenBody } from './open-body.ts';
import { parseForm } from './parse-form.ts';

/**
 * The value of a JSON text; it throws whatever it likes for what is none. Its error can quote the
 * text and is never logged.
 */
export type ParseJson = (text: string) => Promise<unknown>;

/**
 * The one way from the bytes of a body to its value: undo the compression, decode the text, keep
 * the digits of large numbers, parse. The source says what a body is; its content type names the
 * charset and nothing else, because many senders cannot choose it.
 * @throws Rejection 400 `malformed-body` for what is not what the source says; 413
 *   `body-too-large`; 415 `unsupported-media-type` where the content type says that it is something
 *   else, and for a charset or compression that is not read
 */
export async function readBody(
  request: WrittenBody,
  kind: Source['body'],
  parseJson: ParseJson,
): Promise<unknown> {
  const { reader, contentType } = bodyReaderOf(request);
  const value =
    kind === 'form'
      ? readForm(reader, contentType)
      : await readJson(reader, contentType, parseJson);
  return toPlainValue(value);
}

const jsonType = /^\s*(application|text)\/([^;]*\+)?json\s*(;|$)/i;
const formType = /^\s*application\/x-www-form-urlencoded\s*(;|$)/i;
/** Names and values as browsers write them; blanks are plus signs. */
const formText = /^[^\s=&{}[\]"<>]+(?:\[[^\s=&]*\])*=[^\s"<>]*$/;
/** How an object or a list begins. */
const jsonStart = /^\s*[[{]/;
/** How JSON, XML and multipart begin, and no form does: it would write `%7B`. */
const noForm = /^\s*([[{<]|--)/;

async function readJson(
  { body, read }: TextReader,
  contentType: string,
  parseJson: ParseJson,
): Promise<unknown> {
  const text = quoteLargeNumbers(read(body));
  try {
    return await parseJson(text);
  } catch (cause) {
    const isForm = formType.test(contentType) || formText.test(text);
    const why = isForm ? { cause, cure: writeBody('form') } : { cause };
    if (contentType !== '' && !jsonType.test(contentType)) throw wrongType('JSON', why);
    const message = 'The body is not JSON, or has a name such as __proto__ in it.';
    throw new Rejection(400, 'malformed-body', message, why);
  }
}

function readForm(reader: TextReader, contentType: string): unknown {
  const { body, charset } = reader;
  if (charset.startsWith('utf-16')) {
    const message = 'A form cannot be read in UTF-16. Send it in UTF-8.';
    throw new Rejection(415, 'unsupported-media-type', message);
  }
  const start = body.toString('latin1', 0, 1024);
  if (!formType.test(contentType) && noForm.test(start)) {
    const isJson = jsonType.test(contentType) || jsonStart.test(start);
    throw wrongType(
      'application/x-www-form-urlencoded',
      isJson ? { cure: writeBody('json') } : {},
    );
  }
  return parseForm(reader);
}

function wrongType(expected: string, why: { cause?: unknown; cure?: string }): Rejection {
  const message = `The body has to be ${expected}, as the source of this hook says.`;
  return new Rejection(415, 'unsupported-media-type', message, why);
}

function writeBody(kind: Source['body']): string {
  return `if that is how the sender sends it, write body: ${kind} in the source`;
}
