import type { Source } from '../../functions/core/config/source-schema.ts';
import type { Keys } from '../../functions/core/verify/verdict.ts';
import { buildSource, type SourceInput } from '../support/build-source.ts';

/**
 * Every secret has this in it, in whatever encoding it is written: it may come out nowhere, not
 * even in the queue.
 */
export const secretMark = 'ZXsecretXZ';

const secretText = (name: string) => `${secretMark}-${name}-0123456789abcdef`;

interface Fuzzed {
  source: Source;
  keys: Keys | undefined;
}

/** How the source's key is written; one has none. */
type KeyWriting = 'text' | 'hex' | 'base64' | 'whsec' | 'none';

function fuzzed(name: string, input: SourceInput, writing: KeyWriting = 'text'): Fuzzed {
  const source = {
    ...buildSource({ map: { email: 'email', firstName: 'first' }, ...input }),
    name,
  };
  return { source, keys: keysOf(name, writing) };
}

function keysOf(name: string, writing: KeyWriting): Keys | undefined {
  if (writing === 'none') return undefined;
  const write = (text: string) => {
    if (writing === 'text') return text;
    if (writing === 'whsec') return `whsec_${base64(text)}`;
    return Buffer.from(text).toString(writing);
  };
  return {
    current: write(secretText(name)),
    previous: write(secretText(`${name}-before`)),
  };
}

const listed = {
  split: 'events',
  filter: 'type != "ignored"',
  id: ['id'],
  time: 'at',
  timeZone: 'Europe/Madrid',
};
const because = 'The fuzz posts whatever it likes.';

const all: Fuzzed[] = [
  fuzzed('mac-hex', {
    verify: {
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      header: 'X-Signature',
      format: { kind: 'single', prefix: 'sha256=' },
    },
  }),
  fuzzed('mac-seconds', {
    verify: {
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'base64',
      header: ['X-Signature-New', 'X-Signature'],
      timestamp: { header: 'X-Timestamp', unit: 's' },
      signedContent: '{timestamp}.{body}',
    },
    events: listed,
    response: { status: 202, deadlineSeconds: 5, unverifiedStatus: 429 },
  }),
  fuzzed('mac-pairs', {
    verify: {
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      header: 'Pairs-Signature',
      format: { kind: 'pairs', signature: 'v1' },
      timestamp: { pair: 't', unit: 's' },
      signedContent: '{timestamp}.{body}',
    },
    events: {
      split: 'data.`the list`',
      id: ['id', '$request.account'],
      time: '$receivedAt',
    },
  }),
  fuzzed(
    'mac-list',
    {
      verify: {
        kind: 'mac',
        algorithm: 'hmac-sha256',
        encoding: 'base64',
        keyEncoding: 'base64',
        keyPrefix: 'whsec_',
        header: ['webhook-signature', 'svix-signature'],
        format: { kind: 'list', prefix: 'v1,' },
        timestamp: { header: ['webhook-timestamp', 'svix-timestamp'], unit: 's' },
        signedContent: '{header:webhook-id|svix-id}.{timestamp}.{body}',
      },
      events: { id: ['$headers.`webhook-id`'], time: 'at' },
    },
    'whsec',
  ),
  fuzzed('mac-url', {
    verify: {
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'base64',
      header: 'X-Signature-v3',
      timestamp: { header: 'X-Request-Timestamp', unit: 'ms' },
      signedContent: '{method}{url}{body}{timestamp}',
    },
    events: { split: '$', id: ['id'], content: '{"type": type, "value": value}' },
  }),
  fuzzed(
    'mac-iso',
    {
      verify: {
        kind: 'mac',
        algorithm: 'hmac-sha1',
        encoding: 'base64url',
        keyEncoding: 'hex',
        header: 'X-Signature',
        timestamp: { header: 'X-Signed-At', unit: 'iso8601' },
        signedContent: '{timestamp}{body}',
        reject: ['N/A'],
      },
      events: {
        time: 'at',
        transform: '$merge([$, {"name": $trim(first & " " & last)}])',
      },
    },
    'hex',
  ),
  fuzzed('mac-plain-hash', {
    verify: {
      kind: 'mac',
      algorithm: 'sha256',
      encoding: 'hex',
      header: 'X-Signature',
      signedContent: '{secret}{body}',
      require: 'account != "other"',
    },
    response: { busyStatus: 429, busyRetryAfter: '30' },
  }),
  fuzzed(
    'mac-form',
    {
      verify: {
        kind: 'mac',
        algorithm: 'hmac-sha512',
        encoding: 'base64',
        keyEncoding: 'base64',
        header: 'X-Signature',
      },
      body: 'form',
      events: { split: 'contacts', id: ['id'], time: 'at' },
    },
    'base64',
  ),
  fuzzed('header-secret', {
    verify: { kind: 'sharedSecret', in: 'header', name: 'X-Secret', prefix: 'Bearer ' },
    events: { split: 'events.items', filter: '$exists(id)' },
  }),
  fuzzed('query-secret', {
    verify: { kind: 'sharedSecret', in: 'query', name: 'key' },
    body: 'form',
    contact: { match: ['email'], key: '$query.group' },
  }),
  fuzzed('basic-secret', {
    verify: { kind: 'sharedSecret', in: 'basic', require: '$exists(id) or true' },
    events: { id: ['id'], time: '$number(at) * 1000' },
  }),
  fuzzed('body-secret', {
    verify: { kind: 'sharedSecret', in: 'body', name: 'auth.token' },
    events: listed,
  }),
  fuzzed('form-secret', {
    verify: { kind: 'sharedSecret', in: 'body', name: 'secret' },
    body: 'form',
    events: { id: ['id'] },
  }),
  fuzzed(
    'open-json',
    {
      verify: { kind: 'none', because },
      events: {
        split: 'events',
        filter: '$not($contains($string(type), /^ignored$/i))',
        id: ['$replace($string(id), /[^0-9a-f-]/i, "")'],
        time: 'at',
        transform: '$ ~> |$|{"first": $replace($string(first), /\\s+$/, "")}|',
      },
      response: { deadlineSeconds: 3 },
    },
    'none',
  ),
  fuzzed(
    'open-form',
    {
      verify: { kind: 'none', because },
      body: 'form',
      contact: {
        match: [{ email: '$match(email, /[^@\\s]+@[^@\\s]+/).match' }, 'email'],
      },
    },
    'none',
  ),
  fuzzed(
    'open-nested',
    {
      verify: { kind: 'none', because },
      body: 'form',
      contact: { match: ['email'], key: '$parse(payload).email' },
      events: { content: '[payload, $parse(payload)]' },
    },
    'none',
  ),
  fuzzed(
    'open-lists',
    {
      verify: { kind: 'none', because },
      events: {
        split: 'groups.events',
        filter: '$count($distinct($request.**)) > 0',
        id: ['id', '$string($sort($append([], value.**.$string()))) ~> $length'],
        content: '{"all": $request.**[$type($) = "string"], "joined": $join(first, at)}',
      },
      contact: { match: ['email'], key: '$pad(first, $number(id))' },
    },
    'none',
  ),
  fuzzed('mac-multipart', {
    verify: {
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      header: 'X-Signature',
    },
    body: { kind: 'multipart', json: ['payload'] },
    events: { id: ['id'], time: 'at', except: ['payload.id'] },
  }),
  fuzzed('multipart-secret', {
    verify: { kind: 'sharedSecret', in: 'body', name: 'secret' },
    body: 'multipart',
    events: { except: ['at', 'tags'] },
  }),
  fuzzed('mac-xml', {
    verify: {
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'base64',
      header: 'X-Signature',
    },
    body: 'xml',
    events: {
      split: 'Envelope.Body.items.item',
      id: ['id', '$request.Envelope.`@id`'],
      filter: '$eventCount < 1000',
    },
  }),
  fuzzed('xml-secret', {
    verify: { kind: 'sharedSecret', in: 'body', name: 'Envelope.secret' },
    body: 'xml',
    contact: { match: [{ email: 'Envelope.Body.**.email[0]' }, 'email'] },
  }),
  fuzzed(
    'open-form-json',
    {
      verify: { kind: 'none', because },
      body: { kind: 'form', json: ['payload', 'contacts'] },
      events: { id: ['payload.id'], content: '[payload, contacts]' },
      contact: { match: ['email'], key: 'payload.email' },
    },
    'none',
  ),
  fuzzed(
    'open-limited',
    {
      verify: { kind: 'none', because },
      events: listed,
      limits: { request: '64 KiB', event: '1 KiB', events: 20, depth: 6, keys: 500 },
    },
    'none',
  ),
  fuzzed(
    'no-key',
    { verify: { kind: 'sharedSecret', in: 'header', name: 'x-secret' } },
    'none',
  ),
];

/** The sources of the fuzz: every way of verifying, every kind of body and of expression. */
export const sources: [Source, ...Source[]] = atLeastOne(all.map(({ source }) => source));

/** Their signing keys, by the source's name. */
export const signingKeys: Record<string, Keys> = Object.fromEntries(
  all.flatMap(({ source, keys }) => (keys === undefined ? [] : [[source.name, keys]])),
);

/** What no output may hold: the keys as they are stored, decoded, and as the password of Basic. */
export const secretTexts: string[] = [
  secretMark,
  ...Object.values(signingKeys).flatMap(({ current, previous = current }) =>
    [current, previous].flatMap((key) => [key, base64(`bridgehook:${key}`)]),
  ),
];

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function atLeastOne<T>([first, ...others]: T[]): [T, ...T[]] {
  if (first === undefined) throw new Error('There is no source.');
  return [first, ...others];
}
