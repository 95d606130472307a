import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBody } from '../../../../functions/core/body/read-body.ts';
import type { BodySettings } from '../../../../functions/core/config/body-schema.ts';
import { Rejection } from '../../../../functions/core/errors.ts';
import { parseJsonBody } from '../../../../functions/edges/parse-json-body.ts';

const type = 'multipart/form-data; boundary=b';

function read(
  body: string | Buffer,
  contentType = type,
  more: Partial<BodySettings> = {},
): Promise<unknown> {
  const headers = { 'content-type': contentType };
  return readBody(
    { headers, body: Buffer.from(body) },
    { body: 'multipart', ...more },
    parseJsonBody,
  );
}

const part = (head: string, content: string) => `--b\r\n${head}\r\n\r\n${content}\r\n`;
const field = (name: string, content: string) =>
  part(`Content-Disposition: form-data; name="${name}"`, content);
const whole = (...parts: string[]) => `${parts.join('')}--b--\r\n`;

const refused = (error: string, message = /./) =>
  expect.objectContaining({
    name: 'Rejection',
    error,
    message: expect.stringMatching(message),
  });

test('the fields of a form builder are read, with the JSON in one of them', async () => {
  const path = '../../../fixtures/providers/payloads/jotform-submission.txt';
  const body = readFileSync(new URL(path, import.meta.url));
  const boundary = '------------------------a1b2c3d4e5f60718';

  const value = await read(body, `multipart/form-data; boundary=${boundary}`, {
    jsonFields: ['rawRequest'],
  });

  expect(value).toMatchObject({
    action: '',
    formID: '231234567890123',
    submissionID: '5812345678912345678',
    rawRequest: { q3_name: { first: 'Lucía' }, q7_intereses: ['A', 'B'] },
  });
});

describe('fields', () => {
  test('nest as those of a form do', async () => {
    const names = ['a[b][c]', 'tags[]', 'tags[]', 'n', 'n', 'people[0][name]'];
    const parts = names.map((name, index) => field(name, `v${index}`));

    expect(await read(whole(...parts))).toEqual({
      a: { b: { c: 'v0' } },
      tags: ['v1', 'v2'],
      n: ['v3', 'v4'],
      people: [{ name: 'v5' }],
    });
  });

  test('keep whatever stands in them', async () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 40 })
      .map((one) => one.toWellFormed());
    const fields = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), text, { maxKeys: 6 });
    const plain = (value: string) => value.replaceAll('\0', '');

    await fc.assert(
      fc.asyncProperty(fields, async (own) => {
        const parts = Object.entries(own).map(([name, value]) => field(name, value));
        const expected = Object.entries(own).map(([name, value]) => [name, plain(value)]);

        expect(await read(whole(...parts))).toEqual(Object.fromEntries(expected));
      }),
      { numRuns: 200 },
    );
  });

  test('are in the charset of their part, else of the body, else in UTF-8', async () => {
    const disposition = 'Content-Disposition: form-data; name="a"';
    const latin = part(
      `${disposition}\r\nContent-Type: text/plain; charset=latin1`,
      'Lucía',
    );

    expect(await read(Buffer.from(whole(latin), 'latin1'))).toEqual({ a: 'Lucía' });
    expect(
      await read(Buffer.from(whole(field('a', 'í')), 'latin1'), `${type}; charset=latin1`),
    ).toEqual({ a: 'í' });
    expect(await read(whole(field('a', 'í')))).toEqual({ a: 'í' });
    await expect(read(Buffer.from(whole(field('a', 'í')), 'latin1'))).rejects.toThrow(
      refused('malformed-body', /not text in utf-8/),
    );
    const odd = part(`${disposition}\r\nContent-Type: text/plain; charset=nonsense`, 'x');
    await expect(read(whole(odd))).rejects.toThrow(refused('unsupported-media-type'));
  });
});

test('of a file its name, type and size are kept, and nothing that is in it', async () => {
  const head = 'Content-Disposition: form-data; name="cv[]"; filename="Lucía.pdf"';
  const bytes = Buffer.concat([
    Buffer.from(`--b\r\n${head}\r\nContent-Type: application/pdf\r\n\r\n`),
    Buffer.of(0xff, 0x00, 0xfe, 0x0d, 0x0a),
    Buffer.from(`\r\n${whole(field('a', '1'))}`),
  ]);

  expect(await read(bytes)).toEqual({
    cv: [{ name: 'Lucía.pdf', type: 'application/pdf', size: 5 }],
    a: '1',
  });
});

test('what stands before the first boundary and after the last says nothing', async () => {
  expect(await read(`hello\r\n${whole(field('a', '1'))}bye`)).toEqual({ a: '1' });
  expect(await read(`\r\n${whole(field('a', '1'))}`)).toEqual({ a: '1' });
});

test.each([
  ['multipart/form-data; boundary="b"'],
  ['Multipart/Form-Data; charset=utf-8; Boundary=b'],
  ['multipart/form-data;boundary=b ; charset=utf-8'],
])('%s names the boundary', async (contentType) => {
  expect(await read(whole(field('a', '1')), contentType)).toEqual({ a: '1' });
});

describe('what is not whole is refused', () => {
  test.each([
    [
      'no boundary in the type',
      whole(field('a', '1')),
      'multipart/form-data',
      'unsupported-media-type',
    ],
    [
      'another type',
      whole(field('a', '1')),
      'text/plain; boundary=b',
      'unsupported-media-type',
    ],
    [
      'another boundary',
      whole(field('a', '1')),
      'multipart/form-data; boundary=c',
      'malformed-body',
    ],
    [
      'a boundary of 71 characters',
      '',
      `multipart/form-data; boundary=${'b'.repeat(71)}`,
      'unsupported-media-type',
    ],
    ['nothing', '', type, 'malformed-body'],
    ['a part without its end', field('a', 'CANARY'), type, 'malformed-body'],
    [
      'a part cut in its head',
      '--b\r\nContent-Disposition: CANARY',
      type,
      'malformed-body',
    ],
    [
      'a part without a name',
      whole(part('Content-Type: text/plain', 'CANARY')),
      type,
      'malformed-body',
    ],
    [
      'a head without its end',
      `--b\r\n${'CANARY'.repeat(100_000)}`,
      type,
      'malformed-body',
    ],
    [
      'a head of 5 KB',
      whole(part(`X: ${'CANARY'.repeat(900)}`, '')),
      type,
      'malformed-body',
    ],
    [
      'lines that end in LF',
      whole(field('a', '1')).replaceAll('\r', ''),
      type,
      'malformed-body',
    ],
    [
      'a name that reaches a prototype',
      whole(field('__proto__[a]', 'CANARY')),
      type,
      'malformed-body',
    ],
    [
      'names that nest too deeply',
      whole(field(`a${'[b]'.repeat(1_000)}`, 'CANARY')),
      type,
      'malformed-body',
    ],
    [
      'too many parts',
      whole(...Array.from({ length: 5_001 }, () => field('a', ''))),
      type,
      'malformed-body',
    ],
  ])('%s', async (_, body, contentType, error) => {
    const failed = read(body, contentType);

    await expect(failed).rejects.toThrow(refused(error));
    await expect(failed).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('CANARY') }),
    );
  });

  test('whatever the bytes are, they are read or refused', async () => {
    const pieces = fc.constantFrom(
      ...['--b', '--b--', '\r\n', '\n', '\r', '-', ':', ';', '"', 'a', '\u{1f44b}', '\\'],
      'Content-Disposition: form-data; name=a',
      'Content-Disposition: form-data; name="a"; filename="f"',
      'Content-Type: text/plain; charset=utf-16',
    );

    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 30 }), async (all) => {
        const end = await read(all.join('')).catch((failure: unknown) => failure);

        expect(end instanceof Rejection || (typeof end === 'object' && end !== null)).toBe(
          true,
        );
        if (end instanceof Error) expect(end).toBeInstanceOf(Rejection);
      }),
      { numRuns: 500 },
    );
  });
});
