import type { Source } from '../../functions/core/config/source-schema.ts';
import { receivedAt } from '../support/build-source.ts';
import type { DeployedPosting } from '../support/deployed-receive.ts';
import { writeBytes } from './bytes.ts';
import { createDraw, type Draw } from './draw.ts';
import { form } from './form-text.ts';
import { canaryMark, oddJson, shapedJson } from './json-text.ts';
import { boundary, multipart } from './multipart-text.ts';
import { bodySecret, type Headers, type Proof, prove } from './proofs.ts';
import { sources } from './sources.ts';
import { xml } from './xml-text.ts';

/** One request of the fuzz. */
export interface FuzzRequest {
  number: number;
  source: Source;
  proof: Proof;
  posting: DeployedPosting & { path: string; body: Buffer; receivedAt: number };
}

/** The request of that number: the same for the same seed, whatever was made before. */
export function makeRequest(seed: number, number: number): FuzzRequest {
  const draw = createDraw(seed, number);
  const canary = `${canaryMark}${number.toString(36)}`;
  const source = draw.pick(sources);
  const proof = draw.weighted<Proof>([
    [70, 'current'],
    [5, 'previous'],
    [7, 'none'],
    [6, 'wrong'],
    [5, 'stale'],
    [4, 'odd'],
    [3, 'changed after'],
  ]);
  const now = receivedAt + number * 1_000;
  const { bytes, headers } = makeBody(draw, source, canary, bodySecret(source, proof));
  const path = makePath(draw, source, canary);
  const query = makeQuery(draw, canary);
  const all: Headers = [...headers, ...oddHeaders(draw, canary)];
  const proved = prove(
    draw,
    source,
    proof,
    { path, query, headers: all, bytes },
    now,
    canary,
  );
  const isBase64Encoded = draw.chance(0.03) ? true : undefined;
  const posting = { path, ...proved, isBase64Encoded, receivedAt: now };
  return { number, source, proof, posting };
}

function makeBody(draw: Draw, source: Source, canary: string, secret: string | undefined) {
  const kind = draw.chance(0.96) ? source.body : draw.pick<Source['body']>(kinds);
  const text = makeText(draw, source, kind, canary, secret);
  const { bytes, charset, contentEncoding } = writeBytes(draw, text);
  const type = draw.chance(0.9) ? rightTypes[kind] : draw.pick(wrongTypes);
  const parameter = charset === undefined ? '' : `; charset=${charset}`;
  const headers: Headers = type === undefined ? [] : [['Content-Type', type + parameter]];
  if (contentEncoding !== undefined) headers.push(['Content-Encoding', contentEncoding]);
  return { bytes, headers };
}

function makeText(
  draw: Draw,
  source: Source,
  kind: Source['body'],
  canary: string,
  secret: string | undefined,
): string {
  if (kind === 'json') return json(draw, source, canary, secret);
  const make = { form, query: form, multipart, xml };
  return make[kind](draw, canary, secret);
}

function json(
  draw: Draw,
  source: Source,
  canary: string,
  secret: string | undefined,
): string {
  return draw.chance(0.88)
    ? shapedJson(draw, source, canary, secret)
    : oddJson(draw, canary, secret);
}

const kinds = ['json', 'form', 'multipart', 'xml'] as const;
const rightTypes: Record<Source['body'], string | undefined> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  multipart: `multipart/form-data; boundary=${boundary}`,
  xml: 'text/xml',
  query: undefined,
};
const wrongTypes = [
  ...[undefined, '', 'text/plain', 'text/xml', 'application/xml', 'multipart/form-data'],
  ...[
    'application/JSON',
    'application/vnd.api+json',
    'application/octet-stream',
    ';',
    'json',
  ],
  ...[
    'application/json, application/json',
    'application/json;;;',
    'text/plain; a="b',
    '*/*',
  ],
  ...['APPLICATION/X-WWW-FORM-URLENCODED', 'application/json\t', 'application/jsonp'],
] as const;

function makePath(draw: Draw, { name }: Source, canary: string): string {
  if (draw.chance(0.975)) return `/hooks/${name}`;
  const other = draw.pick([
    ...([
      '__proto__',
      'constructor',
      'toString',
      '%2e%2e',
      '%zz',
      '%00',
      ' ',
      'a%2Fb',
    ] as const),
    canary,
    name.toUpperCase(),
    `${name}%20`,
  ]);
  return `/hooks/${other}`;
}

function makeQuery(draw: Draw, canary: string): string[] {
  if (draw.chance(0.7)) return [];
  return draw.times(draw.between(1, 5), () => {
    const name = draw.pick([
      ...([
        'group',
        'Group',
        'KEY',
        'a',
        'a',
        '__proto__',
        'constructor',
        '%zz',
        '',
        'a[]',
      ] as const),
      canary,
    ]);
    const value = draw.pick([canary, '%ff', '%', '+', '', 'x'.repeat(500), '%00', 'é']);
    return draw.chance(0.9) ? `${name}=${value}` : name;
  });
}

function oddHeaders(draw: Draw, canary: string): Headers {
  const own: Headers = [['X-Visible', canary]];
  if (draw.chance(0.8)) own.push(['Webhook-Id', `${canary}-${draw.between(1, 9)}`]);
  if (draw.chance(0.7)) return own;
  const name = draw.pick([
    ...([
      'X-Visible',
      'x-visible',
      'WEBHOOK-ID',
      'Cookie',
      'Authorization',
      'Via',
    ] as const),
    ...[
      'X-Forwarded-For',
      'X-Amz-Thing',
      'Content-Length',
      'Transfer-Encoding',
      '__proto__',
    ],
    ...['constructor', 'Content-Type', 'Host', 'X-HTTP-Method-Override', 'Content-MD5'],
  ]);
  const value = draw.pick([
    canary,
    '',
    ' ',
    'é',
    `${canary}${'x'.repeat(6_000)}`,
    ',',
    '"',
  ]);
  return [...own, [name, value]];
}

/** A request in a few lines, to look at. */
export function describeRequest({ number, source, proof, posting }: FuzzRequest): string {
  const { path, rawQuery, headers = {}, body } = posting;
  const shown = body.length > 2_000 ? body.subarray(0, 2_000) : body;
  return [
    `request ${number} to ${source.name}, proof: ${proof}, ${body.length} bytes`,
    `POST ${path}${rawQuery === undefined ? '' : `?${rawQuery}`}`,
    ...(Array.isArray(headers) ? headers : Object.entries(headers)).map(
      ([name, value]) => `${name}: ${value.slice(0, 200)}`,
    ),
    '',
    JSON.stringify(shown.toString('latin1')),
  ].join('\n');
}
