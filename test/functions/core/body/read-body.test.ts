import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readBody } from '../../../../functions/core/body/read-body.ts';
import type { Source } from '../../../../functions/core/config/source-schema.ts';
import { parseJsonBody } from '../../../../functions/edges/parse-json-body.ts';

const text = '{"name": "Lucía"}';
const lucia = { name: 'Lucía' };

function read(
  body: Buffer | string,
  { kind = 'json', ...headers }: { kind?: Source['body'] } & Record<string, string> = {},
) {
  return readBody({ headers, body: Buffer.from(body) }, { body: kind }, parseJsonBody);
}

const refused = (status: number, error: string, message: RegExp) =>
  expect.objectContaining({
    status,
    error,
    message: expect.stringMatching(message) as string,
  }) as Error;

describe('the characters of a body', () => {
  const utf16 = (each: string) => Buffer.from(each, 'utf16le');

  test.each<[string, Buffer, string]>([
    ['nothing says it', Buffer.from(text), ''],
    ['the header', Buffer.from(text, 'latin1'), 'application/json; charset=ISO-8859-1'],
    [
      'quotes and blanks',
      Buffer.from(text, 'latin1'),
      'text/json ;  Charset = "latin1"; x=y',
    ],
    ['single quotes', Buffer.from(text, 'latin1'), "text/json;charset='latin1'"],
    ['ASCII that is more', Buffer.from(text), 'text/json; charset=us-ascii'],
    ['ASCII by its other name', Buffer.from(text), 'text/json; charset=ASCII'],
    ['a mark', Buffer.from(`\ufeff${text}`), ''],
    ['a mark against the header', utf16(`\ufeff${text}`), 'text/plain; charset=utf-8'],
    ['a mark, the other way round', utf16(`\ufeff${text}`).swap16(), ''],
    ['no parameter of another name', Buffer.from(text), 'text/json; mycharset=utf-16'],
  ])('%s', async (_, body, contentType) => {
    expect(await read(body, { 'content-type': contentType })).toEqual(lucia);
  });

  test('what is no text in its charset is refused, with the name of the charset', async () => {
    const latin1 = Buffer.from(text, 'latin1');

    await expect(read(latin1)).rejects.toThrow(
      refused(400, 'malformed-body', /^The body is not text in utf-8\. .*charset/),
    );
    await expect(read('a=Luc%EDa', { kind: 'form' })).rejects.toThrow(
      refused(400, 'malformed-body', /utf-8/),
    );
    for (const charset of ['none', 'asciii', 'xascii'])
      await expect(
        read(text, { 'content-type': `a/b; charset=${charset}` }),
      ).rejects.toThrow(refused(415, 'unsupported-media-type', /charset.*UTF-8/));
  });
});

test('a letter that a mark begins with is a letter, and a mark inside is text', async () => {
  const latin1 = { kind: 'form' as const, 'content-type': 'a/b; charset=latin1' };

  expect(await read(Buffer.from('ïa=1', 'latin1'), latin1)).toEqual({ ïa: '1' });
  expect(await read('a=%EF%BB%BFx', { kind: 'form' })).toEqual({ a: '\ufeffx' });
});

describe('compressed bodies', () => {
  test.each<[string, Buffer]>([
    ['gzip', gzipSync(text)],
    [' GZip ', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity', Buffer.from(text)],
    [',', Buffer.from(text)],
    ['deflate, br', brotliCompressSync(deflateSync(text))],
  ])('%s', async (encoding, body) => {
    expect(await read(body, { 'content-encoding': encoding })).toEqual(lucia);
  });

  test.each<[string, Buffer | string, Error]>([
    [
      'gzip',
      text,
      refused(400, 'malformed-body', /not the gzip that its Content-Encoding/),
    ],
    ['deflate', '', refused(400, 'malformed-body', /deflate/)],
    ['zstd', text, refused(415, 'unsupported-media-type', /gzip, deflate or br/)],
    ['gzip, gzip, gzip', text, refused(415, 'unsupported-media-type', /gzip/)],
    ['toString', text, refused(415, 'unsupported-media-type', /gzip/)],
  ])('%s that is none, or not known', async (encoding, body, error) => {
    await expect(read(body, { 'content-encoding': encoding })).rejects.toThrow(error);
  });

  test('1 MiB is read, sent as it is or compressed, and one byte more is not', async () => {
    const most = JSON.stringify('x'.repeat(1024 * 1024 - 2));
    const tooLarge = refused(413, 'body-too-large', /larger than 1048576 bytes/);

    expect(await read(most)).toHaveLength(1024 * 1024 - 2);
    expect(await read(gzipSync(most), { 'content-encoding': 'gzip' })).toHaveLength(
      1024 * 1024 - 2,
    );
    await expect(read(`${most} `)).rejects.toThrow(tooLarge);
    await expect(
      read(gzipSync(`${most} `), { 'content-encoding': 'gzip' }),
    ).rejects.toThrow(tooLarge);
  });
});

describe('what the source says a body is counts', () => {
  test.each(['', 'text/plain', 'application/x-www-form-urlencoded', 'a/b+json'])(
    'JSON as "%s"',
    async (contentType) => {
      expect(await read(text, { 'content-type': contentType })).toEqual(lucia);
    },
  );

  test.each(['', 'text/plain', 'application/json'])(
    'a form as "%s"',
    async (contentType) => {
      const headers = { kind: 'form' as const, 'content-type': contentType };

      expect(await read('name=Luc%C3%ADa', headers)).toEqual(lucia);
    },
  );

  test.each([
    'application/json',
    ' Application/JSON;charset=utf-8',
    'text/json',
    'application/vnd.x+json ; a=b',
    '',
  ])('what is no JSON although it is "%s" is broken', async (contentType) => {
    await expect(read('{', { 'content-type': contentType })).rejects.toThrow(
      refused(400, 'malformed-body', /^The body is not JSON, or has a name/),
    );
  });

  test('what is no JSON and says nothing is broken; the parser tells why in either case', async () => {
    const errorOf = (headers?: Record<string, string>) =>
      read('{', headers).catch((each: unknown) => each);

    expect(await errorOf()).toMatchObject({
      status: 400,
      cause: expect.any(Error) as Error,
    });
    expect(await errorOf({ 'content-type': 'text/xml' })).toMatchObject({
      status: 415,
      cause: expect.any(Error) as Error,
    });
  });

  test.each([
    'text/xml',
    'application/jsonx',
    'xapplication/json',
    'application/x-www-form-urlencoded',
    'x/a+json',
  ])('what is no JSON and says that it is "%s" is something else', async (contentType) => {
    await expect(read('{', { 'content-type': contentType })).rejects.toThrow(
      refused(415, 'unsupported-media-type', /has to be JSON/),
    );
  });

  test.each([' {"a": 1}', '\ufeff{"a": 1}', '\r\n[1]', '<a/>', '--x\r\n'])(
    '%s is no form, unless it says so',
    async (body) => {
      const own = 'application/x-www-form-urlencoded; charset=utf-8';

      await expect(
        read(body, { kind: 'form', 'content-type': 'text/plain' }),
      ).rejects.toThrow(
        refused(
          415,
          'unsupported-media-type',
          /has to be application\/x-www-form-urlencoded/,
        ),
      );
      expect(
        Object.keys((await read(body, { kind: 'form', 'content-type': own })) as object),
      ).toHaveLength(1);
    },
  );

  test.each([
    'application/x-www-form-urlencoded',
    ' application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded ; charset=utf-8',
  ])('what begins like JSON is a form if it is "%s"', async (contentType) => {
    expect(await read('[a]=1', { kind: 'form', 'content-type': contentType })).toEqual({
      '[a]': '1',
    });
  });

  test('what begins like JSON is none if it is something like a form', async () => {
    const headers = { 'content-type': 'x-application/x-www-form-urlencoded' };

    await expect(read('[a]=1', { kind: 'form', ...headers })).rejects.toThrow(
      refused(415, 'unsupported-media-type', /has to be/),
    );
    expect(await read('a=[1', { kind: 'form', 'content-type': 'text/plain' })).toEqual({
      a: '[1',
    });
  });

  test.each([
    ['json', 'email=ana%40example.com&name=Ana', '', 'form'],
    ['json', 'email=ana%40example.com&name=Ana', 'application/json', 'form'],
    ['json', 'contact[email]=a&tags[]=b', 'text/plain', 'form'],
    ['json', '', 'application/x-www-form-urlencoded', 'form'],
    ['form', '{"a": 1}', 'application/json', 'json'],
    ['form', ' [1]', 'text/plain', 'json'],
    ['form', '<a/>', 'text/xml', 'xml'],
    ['json', '<?xml version="1.0"?><a/>', 'text/plain', 'xml'],
    ['json', '<a/>', 'application/soap+xml; charset=utf-8', 'xml'],
    ['json', '<a><email>a@example.com</email></a>', '', 'xml'],
    ['form', '\n<s:Update xmlns:s="urn:x">\n <s:Mail/></s:Update>', 'text/plain', 'xml'],
    ['form', '--x\r\n', 'multipart/form-data; boundary=x', 'multipart'],
    ['json', '--x\r\n\r\n', '', 'multipart'],
    ['multipart', 'a=1&b=2', 'application/x-www-form-urlencoded', 'form'],
    ['multipart', '{"a": 1}', 'application/json', 'json'],
    ['xml', '{"a": 1}', 'application/json', 'json'],
    ['xml', 'a=1', '', 'form'],
  ] as const)(
    'a source of %s that is sent %j (%j) is told to write body: %s',
    async (kind, body, type, other) => {
      const failed = read(body, { kind, 'content-type': type });

      await expect(failed).rejects.toHaveProperty(
        'cure',
        `if that is how the sender sends it, write body: ${other} in the source`,
      );
    },
  );

  test.each([
    ['json', '{', 'application/json'],
    ['json', '<a href="x=y">', 'text/html'],
    ['json', '<html><body>x</body></html>', 'text/html'],
    ['json', 'a note: x=y', 'text/plain'],
    ['json', '{"a"=1}', ''],
  ] as const)(
    'a source of %s that is sent %j is not told so',
    async (kind, body, type) => {
      const failed = read(body, { kind, 'content-type': type });

      await expect(failed).rejects.toMatchObject({ name: 'Rejection', cure: undefined });
    },
  );

  test.each(['json', 'form', 'multipart', 'xml'] as const)(
    'a source of %s does not lose itself in brackets',
    async (kind) => {
      const failed = read(`a${'[]'.repeat(5_000)}`, { kind, 'content-type': 'a/b' });

      await expect(failed).rejects.toMatchObject({ name: 'Rejection' });
    },
  );

  test('a form has no UTF-16', async () => {
    const body = Buffer.from('\ufeffa=1', 'utf16le');

    await expect(read(body, { kind: 'form' })).rejects.toThrow(
      refused(415, 'unsupported-media-type', /UTF-16/),
    );
  });
});

test('numbers and texts are plain, in both kinds of body (G9)', async () => {
  expect(await read('[9007199254740993, -0, 1e999, "a\\u0000\\ud83d"]')).toStrictEqual([
    '9007199254740993',
    0,
    '1e999',
    'a\ufffd',
  ]);
  expect(await read('a=x%00y', { kind: 'form' })).toEqual({ a: 'xy' });
});

test('the error of the parser goes along for the tools, and says nothing itself (G10)', async () => {
  const error = await read('{"a": "canary').catch((each: unknown) => each);

  expect(error).toHaveProperty('cause.message', expect.stringContaining('JSON'));
  expect(String(error)).not.toContain('canary');
});
