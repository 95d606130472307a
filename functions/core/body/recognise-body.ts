import type { BodyKind } from '../config/body-schema.ts';
import type { OpenedBody } from './kinds/parsed.ts';
import { bodyReaderOf, type WrittenBody } from './open-body.ts';

/** What to write in the source, where a body that cannot be read is recognised as another kind. */
export function cureFor(own: BodyKind, opened: OpenedBody): string | undefined {
  const kind = kindOf(opened);
  if (kind === undefined || kind === own) return undefined;
  return `if that is how the sender sends it, write body: ${kind} in the source`;
}

/**
 * How a body is written, as far as its text and its content type tell.
 * @throws Rejection as `bodyReaderOf`
 */
export function recogniseBody(request: WrittenBody): BodyKind | undefined {
  return kindOf(bodyReaderOf(request, { body: 'json' }));
}

const types: [BodyKind, RegExp][] = [
  ['multipart', /^\s*multipart\/form-data\s*(;|$)/i],
  ['xml', /^\s*(application|text)\/([^;]*\+)?xml\s*(;|$)/i],
  ['form', /^\s*application\/x-www-form-urlencoded\s*(;|$)/i],
  ['json', /^\s*(application|text)\/([^;]*\+)?json\s*(;|$)/i],
];

/** How bodies begin. Names and values of a form are as browsers write them. */
const texts: [BodyKind, RegExp][] = [
  ['multipart', /^\s*--\S+\r?\n/],
  ['xml', /^\s*<\?xml\s/],
  ['xml', /^\s*<(?!html\b)[a-z_][\w.:-]*(?:\s[^<>]*)?>\s*<[a-z_]/i],
  ['json', /^\s*[[{]/],
  ['form', /^[^\s=&{}[\]"<>]+(?:\[[^\s=&[\]]*\])*=[^\s"<>]*$/],
];

/** The text tells more than the type: many senders cannot choose theirs. */
function kindOf({
  reader: { body },
  contentType,
}: Pick<OpenedBody, 'reader' | 'contentType'>): BodyKind | undefined {
  const start = body.toString('latin1', 0, 1024);
  const byText = texts.find(([, pattern]) => pattern.test(start));
  const byType = types.find(([, pattern]) => pattern.test(contentType));
  return (byText ?? byType)?.[0];
}
