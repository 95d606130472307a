import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BothWays, type Posted, startBothWays } from './both-ways.ts';

const events = { id: ['id', '$query.contact'], time: 'at' };
const map = { firstName: { from: 'first', whenEmpty: 'clear' }, lastName: 'last' };
const sources = {
  json: { body: 'json', events, map },
  list: { body: 'json', events: { ...events, split: '$' }, map },
  form: { body: 'form', events, map },
  lists: {
    body: 'form',
    map: { firstName: '$join(tags, "|")', lastName: '$string(contact.fields)' },
  },
  shop: {
    body: 'json',
    system: 'shop',
    contact: { externalId: 'objectId', match: ['email'] },
    map: { ...map, email: 'email' },
  },
  context: {
    body: 'json',
    map: { firstName: '$query.leadName', lastName: '$headers."x-name"' },
  },
};

let ways: BothWays;
beforeAll(async () => {
  ways = await startBothWays(sources);
});
afterAll(() => ways.stop());

/** What the deployed functions made of it, after seeing that `preview` says the same. */
async function told(posted: Posted) {
  const { live, preview, queued } = await ways.tell(posted);
  expect(preview).toEqual(live);
  return {
    outcome: live,
    bodies: queued.flatMap((each) => each.events.map(({ body }) => body)),
  };
}

async function written(posted: Posted) {
  const { outcome } = await told(posted);
  return 'written' in outcome ? outcome.written : outcome;
}

const type = (value: string): [string, string][] => [['content-type', value]];
const json = type('application/json');
const form = type('application/x-www-form-urlencoded');
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16le = (text: string) => Buffer.from(text, 'utf16le');
const utf16be = (text: string) => utf16le(text).swap16();

describe('G2, G3: numbers keep their digits (one path for check, preview and production)', () => {
  test.each([
    '7615917337495251231',
    '9007199254740993',
    '-9223372036854775809',
    '12345678901234567890123',
  ])('the integer %s', async (number) => {
    const { outcome, bodies } = await told({
      source: 'json',
      headers: json,
      body: `{"id": ${number}, "first": ${number}, "last": {"n": 1}}`,
    });

    expect(outcome).toMatchObject({ written: { firstName: number } });
    expect(bodies).toMatchObject([{ id: number }]);
  });

  test('two events whose ids differ in the last digit are both there', async () => {
    const body =
      '[{"id":7615917337495251231,"first":"a"},{"id":7615917337495251232,"last":"b"}]';
    const { outcome } = await told({ source: 'list', headers: json, body });

    expect(outcome).toMatchObject({ written: { firstName: 'a', lastName: 'b' } });
    expect(
      new Set('events' in outcome ? outcome.events.map(({ id }) => id) : []).size,
    ).toBe(2);
  });

  test('an id beyond 2^53 is linked as it is, and no neighbour of it', async () => {
    const [known, other] = ['9007199254740993', '9007199254740992'];
    ways.bridge.putContact('4e36bf55-5f2a-4a1c-8d4e-000000000001', {
      email: 'ada@example.com',
    });
    const post = (objectId: string, fields: string) =>
      ways.tell({
        source: 'shop',
        headers: json,
        body: `{"objectId": ${objectId}, ${fields}}`,
      });

    await post(known, '"email": "ada@example.com", "first": "Ada"');
    await post(known, '"last": "Lovelace"');
    const elsewhere = await post(other, '"last": "Nobody"');

    expect(elsewhere.patches).toEqual([]);
    expect(ways.bridge.contacts()).toContainEqual(
      expect.objectContaining({ firstName: 'Ada', lastName: 'Lovelace' }),
    );
  });

  test.each([
    ['1e999', '1e999'],
    ['-1E400', '-1E400'],
    ['1e-999', '1e-999'],
    ['0.30000000000000000001', '0.30000000000000000001'],
    ['-0', '0'],
    ['-0.0', '0'],
    ['1.50', '1.5'],
    ['1e3', '1000'],
    ['false', 'false'],
  ])('G9: %s is written as %s, and clears nothing', async (number, text) => {
    const body = `{"id": 1, "first": ${number}}`;

    expect(await written({ source: 'json', headers: json, body })).toEqual({
      firstName: text,
    });
  });
});

describe('texts', () => {
  test.each([
    [String.raw`Love\u0000lace`, 'Lovelace'],
    [String.raw`Zo\u00EB \ud83d\uDE0A`, 'Zoë 😊'],
    [String.raw`half \ud83d!`, 'half \ufffd!'],
  ])('%s', async (escaped, text) => {
    const body = `{"id": 1, "last": "${escaped}"}`;

    expect(await written({ source: 'json', headers: json, body })).toEqual({
      lastName: text,
    });
  });

  test('G9: a text of nothing but U+0000 is empty, in a form too', async () => {
    const body = '{"id": 1, "first": "\\u0000"}';

    expect(await written({ source: 'json', headers: json, body })).toEqual({
      firstName: null,
    });
    expect(
      await written({ source: 'form', headers: form, body: 'id=1&first=%00' }),
    ).toEqual({
      firstName: null,
    });
  });
});

describe('charsets, byte order marks and compression', () => {
  const text = '{"id": 1, "first": "Lucía"}';
  const lucia = { firstName: 'Lucía' };

  test.each<[string, Buffer, string]>([
    ['UTF-8', Buffer.from(text), 'application/json'],
    ['ASCII that is more', Buffer.from(text), 'application/json; charset=us-ascii'],
    ['UTF-8, named', Buffer.from(text), 'application/json; charset="UTF-8"'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'application/json'],
    [
      'a mark against its header',
      Buffer.from(`\ufeff${text}`),
      'application/json;charset=latin1',
    ],
    ['Latin-1', latin1(text), 'application/json; charset=ISO-8859-1'],
    ['Windows-1252', latin1(text), 'text/plain;Charset=windows-1252'],
    ['UTF-16 with a mark', utf16le(`\ufeff${text}`), 'application/json'],
    ['UTF-16, named', utf16le(text), 'application/json; charset=utf-16'],
    ['UTF-16BE with a mark', utf16be(`\ufeff${text}`), 'application/json; charset=utf-16'],
  ])('JSON in %s', async (_, body, contentType) => {
    const posted = { source: 'json', headers: type(contentType), body };

    expect(await written(posted)).toEqual(lucia);
  });

  test.each<[string, string | Buffer, string]>([
    ['UTF-8', 'id=1&first=Luc%C3%ADa', ''],
    ['UTF-8 without escapes', 'id=1&first=Lucía', ''],
    ['UTF-8 with a mark', '\ufefffirst=Luc%c3%ada&id=1', ''],
    ['Latin-1', 'id=1&first=Luc%EDa', '; charset=ISO-8859-1'],
    ['Latin-1 without escapes', latin1('id=1&first=Lucía'), ';charset=iso-8859-1'],
  ])('a form in %s', async (_, body, parameters) => {
    const headers = type(`application/x-www-form-urlencoded${parameters}`);

    expect(await written({ source: 'form', headers, body })).toEqual(lucia);
  });

  test.each<[string, Posted, number, string]>([
    [
      'Latin-1 without its name',
      { source: 'json', headers: json, body: latin1(text) },
      400,
      'utf-8',
    ],
    [
      'a cut character',
      { source: 'json', headers: json, body: Buffer.from('{"a":"ñ').subarray(0, 7) },
      400,
      'utf-8',
    ],
    [
      'Latin-1 in a form',
      { source: 'form', headers: form, body: 'first=Luc%EDa' },
      400,
      'utf-8',
    ],
    [
      'UTF-16 that ends in between',
      {
        source: 'json',
        headers: type('application/json;charset=utf-16le'),
        body: utf16le(text).subarray(1),
      },
      400,
      '',
    ],
    [
      'an unknown charset',
      { source: 'json', headers: type('application/json; charset=klingon'), body: text },
      415,
      'charset',
    ],
    [
      'UTF-16 in a form',
      {
        source: 'form',
        headers: type('application/x-www-form-urlencoded; charset=utf-16'),
        body: utf16le('first=a'),
      },
      415,
      'UTF-16',
    ],
  ])('%s is refused with its name', async (_, posted, status, word) => {
    expect(await written(posted)).toEqual({
      status,
      message: expect.stringContaining(word) as string,
    });
  });

  const large = Buffer.alloc(2 * 1024 * 1024, ' ');

  test.each<[string, string, Buffer]>([
    ['gzip', 'gzip', gzipSync(text)],
    ['gzip, in capitals', 'GZIP', gzipSync(text)],
    ['deflate', 'deflate', deflateSync(text)],
    ['deflate without its header', 'deflate', deflateRawSync(text)],
    ['br', 'br', brotliCompressSync(text)],
    ['identity', 'identity', Buffer.from(text)],
    ['two encodings', 'deflate, gzip', gzipSync(deflateSync(text))],
  ])('%s is read', async (_, encoding, body) => {
    const headers: [string, string][] = [...json, ['Content-Encoding', encoding]];

    expect(await written({ source: 'json', headers, body })).toEqual(lucia);
  });

  test.each<[string, string, Buffer, number, string]>([
    ['gzip that is none', 'gzip', Buffer.from(text), 400, 'gzip'],
    ['gzip that is cut', 'gzip', gzipSync(text).subarray(0, -9), 400, 'gzip'],
    ['a bomb', 'gzip', gzipSync(large), 413, '1048576 bytes'],
    [
      'a bomb in a bomb',
      'br, gzip',
      gzipSync(brotliCompressSync(large)),
      413,
      '1048576 bytes',
    ],
    [
      'an encoding that is not read',
      'compress',
      Buffer.from(text),
      415,
      'gzip, deflate or br',
    ],
  ])('%s is refused', async (_, encoding, body, status, word) => {
    const headers: [string, string][] = [...json, ['content-encoding', encoding]];

    expect(await written({ source: 'json', headers, body })).toEqual({
      status,
      message: expect.stringContaining(word) as string,
    });
  });
});

test.each([
  ['an event that is too large', 'json', `{"id": 1, "last": "${'x'.repeat(205_000)}"}`],
  ['too many events', 'list', `[${'{},'.repeat(2_000)}{}]`],
])('%s is refused by both', async (_, source, body) => {
  expect(await written({ source, headers: json, body })).toMatchObject({ status: 413 });
});

describe('the source says what a body is', () => {
  test.each([
    'application/json',
    'text/plain;charset=UTF-8',
    'text/plain',
    'text/json',
    'application/octet-stream',
    'application/x-www-form-urlencoded',
    'application/vnd.api+json',
    'nonsense',
    '',
    undefined,
  ])('JSON as %s', async (contentType) => {
    const headers = contentType === undefined ? [] : type(contentType);
    const body = '{"id": 1, "first": "Ada"}';

    expect(await written({ source: 'json', headers, body })).toEqual({
      firstName: 'Ada',
    });
  });

  test.each(['text/plain', 'application/json', '', undefined])(
    'a form as %s',
    async (contentType) => {
      const headers = contentType === undefined ? [] : type(contentType);

      expect(await written({ source: 'form', headers, body: 'id=1&first=Ada' })).toEqual({
        firstName: 'Ada',
      });
    },
  );

  test.each<[string, string, string, string | undefined, number]>([
    ['a form for JSON', 'json', 'a=1', 'application/x-www-form-urlencoded', 415],
    ['XML for JSON', 'json', '<a/>', 'text/xml', 415],
    ['multipart for JSON', 'json', '--x\r\n\r\n1', 'multipart/form-data; boundary=x', 415],
    ['no JSON', 'json', '{"a":', 'application/json', 400],
    ['no JSON under no type', 'json', '{"a":', undefined, 400],
    ['nothing', 'json', '', 'application/json', 400],
    ['__proto__', 'json', '{"__proto__":{"x":1}}', 'application/json', 400],
    [
      'what nests too deeply',
      'json',
      '['.repeat(5_000) + ']'.repeat(5_000),
      'application/json',
      400,
    ],
    ['what nests far too deeply', 'json', '['.repeat(400_000), 'application/json', 400],
    ['JSON for a form', 'form', ' {"a":1}', 'application/json', 415],
    ['XML for a form', 'form', '<a/>', 'text/xml', 415],
    [
      'multipart for a form',
      'form',
      '--x\r\n\r\n1',
      'multipart/form-data; boundary=x',
      415,
    ],
  ])('%s is refused', async (_, source, body, contentType, status) => {
    const headers = contentType === undefined ? [] : type(contentType);

    expect(await written({ source, headers, body })).toMatchObject({ status });
  });
});

describe('lists in forms', () => {
  const posted = (body: string) => ({ source: 'lists', headers: form, body });

  test.each([
    ['tags=A&tags=B', 'A|B'],
    ['tags[]=A&tags[]=B', 'A|B'],
    ['tags%5B0%5D=A&tags%5B1%5D=B', 'A|B'],
    ['tags[1]=B&tags[0]=A&tags[2]=C', 'A|B|C'],
    ['tags=A', 'A'],
  ])('%s', async (body, firstName) => {
    expect(await written(posted(body))).toEqual({ firstName });
  });

  test('ids stay keys', async () => {
    const body = 'tags=A&contact[fields][39]=ES&contact[fields][40]=x';

    expect(await written(posted(body))).toEqual({
      firstName: 'A',
      lastName: '{"39":"ES","40":"x"}',
    });
  });
});

describe('query and headers', () => {
  const post = (query: string, headers: [string, string][] = []) =>
    written({ source: 'context', headers: [...json, ...headers], query, body: '{}' });

  test('names of the query as they are sent, header names without case', async () => {
    expect(await post('leadName=Ada&leadname=x', [['X-NAME', 'Lee']])).toEqual({
      firstName: 'Ada',
      lastName: 'Lee',
    });
  });

  test('bytes of a header are Latin-1, as on the wire', async () => {
    expect(await post('', [['x-name', 'caf\u00e9']])).toEqual({ lastName: 'caf\u00e9' });
  });

  test.each([
    ['leadName=A+B%20C%2B', 'A B C+'],
    ['leadName=A&leadName=B', 'A,B'],
    ['leadName=Luc%C3%ADa', 'Lucía'],
    ['leadName=caf%E9', 'caf%E9'],
    ['lead%4Eame=A', 'A'],
    ['leadName=a%00b', 'ab'],
  ])('%s', async (query, firstName) => {
    expect(await post(query)).toEqual({ firstName });
  });
});
