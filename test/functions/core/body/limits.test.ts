import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { defaultLimits, limitsOf } from '../../../../functions/core/body/body-limits.ts';
import { readBody } from '../../../../functions/core/body/read-body.ts';
import { runSample } from '../../../../functions/core/check/run-sample.ts';
import type { BodyKind } from '../../../../functions/core/config/body-schema.ts';
import { parseJsonBody } from '../../../../functions/edges/parse-json-body.ts';
import {
  buildSource,
  receivedAt,
  type SourceInput,
} from '../../../support/build-source.ts';

const types: Record<Exclude<BodyKind, 'query'>, string> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  multipart: 'multipart/form-data; boundary=b',
  xml: 'text/xml',
};

function read(
  body: string | Buffer,
  kind: keyof typeof types,
  limits: SourceInput['limits'],
  encoding = '',
) {
  const headers = { 'content-type': types[kind], 'content-encoding': encoding };
  const source = buildSource({ body: kind, limits });
  return readBody({ headers, body: Buffer.from(body) }, source, parseJsonBody);
}

const part = (name: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n1\r\n`;

test('a source without limits of its own has those of everyone', () => {
  expect(limitsOf(buildSource())).toEqual(defaultLimits);
});

test.each<
  [
    string,
    keyof typeof types,
    SourceInput['limits'],
    fits: string,
    tooMuch: string,
    error: string,
  ]
>([
  ['depth of JSON', 'json', { depth: 2 }, '{"a":[1]}', '{"a":[[1]]}', 'malformed-body'],
  ['depth of fields', 'form', { depth: 2 }, 'a[b]=1', 'a[b][c]=1', 'malformed-body'],
  [
    'depth of parts',
    'multipart',
    { depth: 2 },
    `${part('a[b]')}--b--`,
    `${part('a[b][c]')}--b--`,
    'malformed-body',
  ],
  [
    'depth of elements',
    'xml',
    { depth: 2 },
    '<a><b/></a>',
    '<a><b><c/></b></a>',
    'malformed-body',
  ],
  ['keys of JSON', 'json', { keys: 3 }, '{"a":[1,2]}', '{"a":[1,2,3]}', 'malformed-body'],
  [
    'keys of a form',
    'form',
    { keys: 3 },
    'a=1&b=2&c=3',
    'a=1&b=2&c=3&d=4',
    'malformed-body',
  ],
  [
    'parts',
    'multipart',
    { keys: 2 },
    `${part('a') + part('b')}--b--`,
    `${part('a') + part('b') + part('c')}--b--`,
    'malformed-body',
  ],
  [
    'elements and attributes',
    'xml',
    { keys: 3 },
    '<a b="1"><c/></a>',
    '<a b="1"><c/><d/></a>',
    'malformed-body',
  ],
  [
    'bytes',
    'json',
    { request: '1 KiB' },
    `"${'x'.repeat(1_022)}"`,
    `"${'x'.repeat(1_023)}"`,
    'body-too-large',
  ],
])('a source can lower the %s', async (_, kind, limits, fits, tooMuch, error) => {
  await expect(read(fits, kind, limits)).resolves.toBeDefined();
  await expect(read(tooMuch, kind, limits)).rejects.toThrow(
    expect.objectContaining({ error }),
  );
});

test('a source can raise what a body and its names come to', async () => {
  const items = `[${'1,'.repeat(149_999)}1]`;
  const long = `"${'x'.repeat(3 * 1024 * 1024)}"`;

  await expect(read(items, 'json', {})).rejects.toThrow(/more than 100000 names/);
  await expect(read(items, 'json', { keys: 150_000 })).resolves.toHaveLength(150_000);
  await expect(read(gzipSync(long), 'json', {}, 'gzip')).rejects.toThrow(
    /larger than 1048576/,
  );
  await expect(
    read(gzipSync(long), 'json', { request: '4 MiB' }, 'gzip'),
  ).resolves.toBeDefined();
});

describe('the events of a request', () => {
  const run = (limits: SourceInput['limits'], events: unknown[]) => {
    const source = buildSource({ limits, events: { split: '$' } });
    return runSample(source, { body: events, headers: {}, query: {}, receivedAt });
  };

  test('can be fewer than everyone may send', async () => {
    await expect(run({ events: 2 }, [1, 2])).resolves.toBeDefined();
    await expect(run({ events: 2 }, [1, 2, 3])).rejects.toThrow(
      expect.objectContaining({ error: 'too-many-events', status: 413 }),
    );
  });

  test('can be smaller; the answer says which are not', async () => {
    const events = [{ a: 'x' }, { a: 'x'.repeat(2_000) }, { a: 'y' }];

    await expect(run({ event: '3 KiB' }, events)).resolves.toBeDefined();
    await expect(run({ event: '2000 B' }, events)).rejects.toThrow(
      expect.objectContaining({ error: 'event-too-large', paths: ['[1]'] }),
    );
  });
});

test('JSON in fields is read, and counts as what it is', async () => {
  const source = (limits?: SourceInput['limits']) =>
    buildSource({ body: { kind: 'json', json: ['a.raw', 'b'] }, limits });
  const readWith = (body: unknown, limits?: SourceInput['limits']) =>
    readBody(
      { headers: {}, body: Buffer.from(JSON.stringify(body)) },
      source(limits),
      parseJsonBody,
    );

  const text = '{"id":12345678901234567890,"list":[1,-0]}';
  expect(await readWith({ a: [{ raw: text }, { raw: ' ' }, {}], b: 7 })).toEqual({
    a: [{ raw: { id: '12345678901234567890', list: [1, 0] } }, { raw: ' ' }, {}],
    b: 7,
  });
  await expect(readWith({ b: '[[[1]]]' }, { depth: 2 })).rejects.toThrow(/deeper than 2/);
  await expect(readWith({ a: { raw: '{"CANARY' } })).rejects.toThrow(
    expect.objectContaining({
      status: 400,
      error: 'malformed-body',
      paths: ['a.raw'],
      message: expect.not.stringContaining('CANARY'),
    }),
  );
});
