import type { Verification } from '../../functions/core/config/verify-schema.ts';
import { readQuery } from '../../functions/core/receive/read-query.ts';
import type { RawRequest } from '../../functions/core/verify/signature.ts';
import type { Change, Difference } from './attempt.ts';

/** A URL that a sender could have signed, and where it is from. */
export interface NamedUrl {
  url: string;
  from: string;
}

/** So many URLs are tried, and none that no sender could write. */
const mostUrls = 60;
const longestUrl = 8192;

/**
 * The URL signed for could be another one.
 * @param configured as the function sees it, and what says so; `undefined` if nothing does
 * @param others where else an address of the hook stands
 */
export function urlChanges(
  configured: NamedUrl | undefined,
  others: readonly NamedUrl[],
): Change[] {
  const bases = [...(configured === undefined ? [] : [configured]), ...others];
  const urls = new Set(bases.flatMap(({ url }) => [url, ...formsOf(url)]));
  const tried = [...urls].filter(({ length }) => length <= longestUrl).slice(0, mostUrls);
  return tried.map((url) => ({
    axis: 'url',
    apply(attempt) {
      if (url === attempt.raw.url || !signsUrl(attempt.verify)) return undefined;
      const raw = {
        ...attempt.raw,
        url,
        query: readQuery(url.split('?').slice(1).join('?')),
      };
      return {
        ...attempt,
        raw,
        differences: [...attempt.differences, ...urlDifference(url, configured)],
      };
    },
  }));
}

function urlDifference(url: string, configured: NamedUrl | undefined): Difference[] {
  if (configured === undefined) return [];
  const isQuery = url.split('?')[0] === configured.url.split('?')[0];
  const shown = shownUrl(url);
  const text = isQuery
    ? `it was signed for ${shown} with another query than the one that came: ${queryNote(url)}`
    : `it was signed for ${shown}, while ${configured.from} says ${shownUrl(configured.url)}`;
  return [{ kind: 'url', text }];
}

function queryNote(url: string): string {
  return url.includes('?') ? 'written otherwise, such as %20 decoded' : 'none at all';
}

/** A URL without the values of its query, which can be secrets. */
export function shownUrl(url: string): string {
  const [place = '', ...query] = url.split('?');
  return query.length === 0 ? place : `${place}?…`;
}

/** The same address as other software writes it. */
function formsOf(url: string): string[] {
  const [place = '', ...rest] = url.split('?');
  const query = rest.length === 0 ? '' : `?${rest.join('?')}`;
  const parsed = URL.parse(place);
  if (parsed === null) return [];
  const { protocol, hostname, port, pathname } = parsed;
  const path = place.replace(/^[a-z]+:\/\/[^/]*/i, '') || pathname;
  const other = protocol === 'https:' ? 'http:' : 'https:';
  const host = port === '' ? hostname : `${hostname}:${port}`;
  const slashed = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
  const standard = { 'https:': '443', 'http:': '80' };
  return [
    ...(query === '' ? [] : [`${protocol}//${host}${path}`, decoded(url)]),
    `${other}//${host}${path}${query}`,
    `${protocol}//${host}${slashed}${query}`,
    `${protocol}//${hostname}${path}${query}`,
    ...(protocol === 'https:' || protocol === 'http:'
      ? [`${protocol}//${hostname}:${standard[protocol]}${path}${query}`]
      : []),
    `${other}//${hostname}${path}${query}`,
    `${other}//${host}${slashed}${query}`,
    `${path}${query}`,
  ];
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

function signsUrl(verify: Verification): boolean {
  return 'signedContent' in verify && /\{(url|path|query)/.test(verify.signedContent);
}

function signsBody(verify: Verification): boolean {
  if (verify.kind === 'jwt') return verify.bodyHashClaim !== undefined;
  return (
    'signedContent' in verify && /\{(body|field:|sortedFields)/.test(verify.signedContent)
  );
}

/** What can become of a body on its way, and the way back. */
interface BodyForm {
  text: string;
  undo(body: Buffer): Buffer | undefined;
}

/** Larger bodies are not written anew. */
const largest = 1_000_000;

const forms: BodyForm[] = [
  {
    text: 'the body was changed on the way: it fits without the line break at its end',
    undo: inText((text) => text.replace(/(\r?\n)+$/, '')),
  },
  {
    text: 'the body was changed on the way: it fits with a line break at its end',
    undo: (body) => Buffer.concat([body, Buffer.from('\n')]),
  },
  {
    text: 'the body was changed on the way: it fits with CRLF and LF at its end',
    undo: (body) => Buffer.concat([body, Buffer.from('\r\n')]),
  },
  {
    text: 'the body was changed on the way: it fits with its line ends CRLF written as LF',
    undo: inText((text) => text.replaceAll('\r\n', '\n')),
  },
  {
    text: 'the body was changed on the way: it fits with its line ends LF written as CRLF',
    undo: inText((text) => text.replace(/\r?\n/g, '\r\n')),
  },
  {
    text: 'the body was changed on the way: it fits without white space around it',
    undo: inText((text) => text.trim()),
  },
  {
    text: 'the body was changed on the way: it fits without a byte order mark',
    undo: (body) => (body.toString('hex', 0, 3) === 'efbbbf' ? body.subarray(3) : undefined),
  },
  {
    text: 'the body was written anew on the way: it fits as JSON without white space',
    undo: inJson((value) => JSON.stringify(value)),
  },
  {
    text: 'the body was written anew on the way: it fits as JSON indented by 2',
    undo: inJson((value) => JSON.stringify(value, null, 2)),
  },
  {
    text: 'the body was written anew on the way: it fits as JSON indented by 4',
    undo: inJson((value) => JSON.stringify(value, null, 4)),
  },
  {
    text: 'the body was written anew on the way: it fits as JSON with a blank after , and :',
    undo: inJson(spaced),
  },
  {
    text: 'the body was written anew on the way: it fits as JSON with \\u escapes',
    undo: inJson((value) => escaped(JSON.stringify(value))),
  },
  {
    text: 'the body was written anew on the way: it fits as JSON with blanks and \\u escapes',
    undo: inJson((value) => escaped(spaced(value))),
  },
  {
    text: 'the body was written anew on the way: it fits as JSON with \\/ and \\u escapes',
    undo: inJson((value) => escaped(JSON.stringify(value)).replaceAll('/', '\\/')),
  },
  {
    text: 'the body was changed on the way: it fits with its %XX decoded',
    undo: inText(decoded),
  },
  {
    text: 'the body was changed on the way: it fits with blanks as %20 and not +',
    undo: inText((text) => text.replaceAll('+', '%20')),
  },
  {
    text: 'the body was changed on the way: it fits with blanks as + and not %20',
    undo: inText((text) => text.replaceAll('%20', '+')),
  },
  {
    text: 'the body was changed on the way: it fits when its UTF-8 is taken as Latin-1 again',
    undo: (body) => Buffer.from(body.toString(), 'latin1'),
  },
  {
    text: 'the signature is over an empty body',
    undo: () => Buffer.alloc(0),
  },
  {
    text:
      'the signature is over the first item of the list alone, so nothing proves the others: ' +
      'let the sender send one event per request',
    undo: inJson((value) =>
      Array.isArray(value) && value.length > 0 ? JSON.stringify(value[0]) : undefined,
    ),
  },
];

/** The body signed could be another one. */
export const bodyChanges: Change[] = forms.map(({ text, undo }) => ({
  axis: 'body',
  apply(attempt) {
    const { raw, verify, differences } = attempt;
    if (!signsBody(verify) || raw.body.length > largest) return undefined;
    const body = oncePerBody(undo, raw.body);
    if (body === undefined || body.equals(raw.body)) return undefined;
    return {
      ...attempt,
      raw: { ...raw, body },
      differences: [...differences, { kind: 'body', text }],
    };
  },
}));

const undone = new WeakMap<Buffer, Map<BodyForm['undo'], Buffer | undefined>>();

/** The same body is written anew once, however many readings of the request there are. */
function oncePerBody(undo: BodyForm['undo'], body: Buffer): Buffer | undefined {
  const known = undone.get(body) ?? new Map<BodyForm['undo'], Buffer | undefined>();
  undone.set(body, known);
  if (!known.has(undo)) known.set(undo, undo(body));
  return known.get(undo);
}

function inText(undo: (text: string) => string): BodyForm['undo'] {
  return (body) => Buffer.from(undo(body.toString('latin1')), 'latin1');
}

/** `undefined` for what is no JSON, or nested too deeply to be written. */
function inJson(write: (value: unknown) => string | undefined): BodyForm['undo'] {
  return (body) => {
    try {
      const text = write(JSON.parse(body.toString()));
      return text === undefined ? undefined : Buffer.from(text);
    } catch {
      return undefined;
    }
  };
}

/** As Python writes it. */
function spaced(value: unknown): string {
  const lines = JSON.stringify(value, null, 1);
  return lines
    .replace(/("(?:[^"\\]|\\.)*")|,\n */g, (_, text) => text ?? ', ')
    .replace(/("(?:[^"\\]|\\.)*")|\n */g, (_, text) => text ?? '');
}

function escaped(json: string): string {
  return json.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Where else than in the configuration the address of a hook can stand: in the request itself. */
export function urlsInRequest(
  { headers }: Pick<RawRequest, 'headers'>,
  path: string,
  query: string,
): NamedUrl[] {
  const protocols = [headers['x-forwarded-proto'], 'https', 'http'];
  const hosts = [headers['x-forwarded-host'], headers['x-original-host'], headers.host];
  const target = query === '' ? path : `${path}?${query}`;
  return hosts.flatMap((host) =>
    host === undefined || !/^[\w.:[\]-]{1,253}$/.test(host)
      ? []
      : protocols
          .filter((protocol) => protocol === 'https' || protocol === 'http')
          .map((protocol) => ({
            url: `${protocol}://${host}${target}`,
            from: 'the request',
          })),
  );
}
