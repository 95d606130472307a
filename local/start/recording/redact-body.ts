import { openBodyText } from '../../../functions/core/body/body-text.ts';
import { formName } from '../../../functions/core/body/form-pairs.ts';
import {
  asciiJson,
  findJsonNodes,
  readJsonNodes,
  replaceParts,
} from '../../../functions/core/body/json-nodes.ts';
import { removedValue } from '../../../functions/core/body/removed-value.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import { parseSplitPath } from '../../../functions/core/split-request.ts';
import { redactForm } from './redact-form.ts';
import { redactJson } from './redact-json.ts';
import { redactMarkup } from './redact-markup.ts';
import type { IsSecret, Readable, Redacted } from './redacted.ts';
import { isSecretName } from './secret-names.ts';

/** A body as it can be kept; `undefined` where nobody can tell what in it is a secret. */
export type RedactedBody = (Omit<Redacted, 'text'> & { body: Buffer }) | undefined;

/** Takes out what stands beside names that look like those of secrets, in any kind of body. */
export function redactUnknownBody(body: Buffer, contentType: string): RedactedBody {
  return redactView(body, contentType, (view) => byNames(view, contentType, isSecretName));
}

/**
 * Takes out what stands where a source has its secret. Where nothing does, whatever has the name of
 * that place, too: the request may have been refused for it.
 */
export function redactSecretAt(
  body: Buffer,
  contentType: string,
  path: string,
  kind: Source['body'],
): RedactedBody {
  const steps = parseSplitPath(path) ?? [];
  const last = steps.at(-1)?.toLowerCase();
  const isSecret = (name: string) => name.toLowerCase() === last || isSecretName(name);
  return redactView(body, contentType, (view) => {
    const own = kind === 'json' ? atPath(view, steps) : atField(view, steps);
    if (own !== undefined && own.values.length > 0) return { ...own, names: [] };
    const other = byNames(view, contentType, isSecret);
    return other !== undefined && other.values.length > 0 ? other : undefined;
  });
}

function redactView(
  body: Buffer,
  contentType: string,
  redact: (view: Readable) => Redacted | undefined,
): RedactedBody {
  if (body.length === 0) return { body, names: [], values: [] };
  const view = openBodyText(body, contentType);
  const redacted = view && redact(view);
  if (view === undefined || redacted === undefined) return undefined;
  const { text, ...found } = redacted;
  return { ...found, body: text === view.text ? body : view.write(text) };
}

function atPath(view: Readable, steps: readonly string[]): Redacted | undefined {
  try {
    const found = findJsonNodes(readJsonNodes(view), steps);
    const written = found.map(({ start, end }) => view.read(view.text.slice(start, end)));
    const by = asciiJson(removedValue);
    const text = replaceParts(
      view.text,
      found.map(({ start, end }) => ({ start, end, by })),
    );
    return { text, names: [], values: written.flatMap(textsOf) };
  } catch {
    return undefined;
  }
}

/** A value as it may stand elsewhere: a text without its quotes. */
function textsOf(json: string): string[] {
  const value: unknown = JSON.parse(json);
  return typeof value === 'string' ? [value] : [json];
}

function atField(view: Readable, steps: readonly string[]): Redacted {
  const field = formName(steps);
  return redactForm(view, (name) => name === field);
}

const pairs = /^[^\s&=<{]+=[^\s&]*(&[^\s&=]+=[^\s&]*)*$/;

function byNames(
  view: Readable,
  contentType: string,
  isSecret: IsSecret,
): Redacted | undefined {
  const json = redactJson(view, isSecret);
  if (json !== undefined) return json;
  const boundary = /^multipart\/.*;\s*boundary="?([^";]+)/i.exec(contentType)?.[1];
  if (boundary !== undefined) return redactMultipart(view, boundary, isSecret);
  if (/^\s*</.test(view.text)) return redactMarkup(view.text, isSecret);
  if (/^application\/x-www-form-urlencoded/i.test(contentType) || pairs.test(view.text))
    return redactForm(view, isSecret);
  return mentionsSecret(view.text, isSecret)
    ? undefined
    : { text: view.text, names: [], values: [] };
}

/** A text without structure is kept as long as nothing in it speaks of a secret. */
function mentionsSecret(text: string, isSecret: IsSecret): boolean {
  return text.includes('\0') || (text.match(/[A-Za-z][\w-]*/g) ?? []).some(isSecret);
}

function redactMultipart(
  view: Readable,
  boundary: string,
  isSecret: IsSecret,
): Redacted | undefined {
  const [before, ...parts] = view.text.split(`--${boundary}`);
  if (before === undefined || parts.length < 2) return undefined;
  const redacted = parts.map((part) => redactPart({ ...view, text: part }, isSecret));
  const known = redacted.filter((part) => part !== undefined);
  if (known.length < redacted.length) return undefined;
  return {
    text: [before, ...known.map(({ text }) => text)].join(`--${boundary}`),
    names: known.flatMap(({ names }) => names),
    values: known.flatMap(({ values }) => values),
  };
}

function redactPart(view: Readable, isSecret: IsSecret): Redacted | undefined {
  const blank = /\r?\n\r?\n/.exec(view.text);
  const headEnd = blank === null ? view.text.length : blank.index + blank[0].length;
  const head = view.text.slice(0, headEnd);
  const [end = ''] = /\r?\n$/.exec(view.text.slice(headEnd)) ?? [];
  const content = view.text.slice(headEnd, view.text.length - end.length);
  if (content === '') return { text: view.text, names: [], values: [] };
  const name = /;\s*name\s*=\s*"?([^";\r\n]*)/i.exec(head)?.[1] ?? '';
  if (isSecret(name))
    return {
      text: `${head}${removedValue}${end}`,
      names: [name],
      values: [view.read(content)],
    };
  const contentType = /^content-type:\s*(.*)$/im.exec(head)?.[1] ?? '';
  const inner = byNames({ ...view, text: content }, contentType, isSecret);
  return inner && { ...inner, text: `${head}${inner.text}${end}` };
}
