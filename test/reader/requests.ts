import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Posted } from './both-ways.ts';

const numbers = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '1.50',
    '1e3',
    '1e999',
    '-1e-999',
    '9007199254740993',
    '0.1',
    '-0.0e5',
  ),
  fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.stringMatching(/^[1-9]\d{0,20}\.\d{1,20}$/),
);

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '',
    ' ',
    'Lucía',
    'ñ',
    '\u0000',
    'a\u0000b',
    '\ud83d',
    '😀',
    '\ufeff',
    '\u2028',
  ),
);

/** A text of JSON, with escapes as senders write them, halves of surrogate pairs too. */
const jsonText = text.map((value) => JSON.stringify(value).replaceAll('é', '\\u00E9'));

const names = ['id', 'at', 'first', 'last', 'email', 'extra', 'deep'] as const;
const scalar = fc.oneof(numbers, jsonText, fc.constantFrom('true', 'false', 'null'));
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  {
    weight: 1,
    arbitrary: fc.array(scalar, { maxLength: 3 }).map((items) => `[${items}]`),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 130 })
      .map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  },
  { weight: 1, arbitrary: jsonText.map((inner) => `{"a": {"b": ${inner}}}`) },
);
const times = fc.constantFrom(
  '"2026-01-01T10:00:00Z"',
  '"2025-12-31 23:00:00"',
  '1767261600000',
  '1767261600',
  '"nonsense"',
  'null',
  '99999999999999999999',
);
const record = fc
  .record(
    {
      id: fc.oneof(numbers, jsonText),
      at: times,
      first: value,
      last: value,
      email: value,
      extra: value,
      deep: value,
    },
    { requiredKeys: [] },
  )
  .map((fields) =>
    names.flatMap((name) =>
      fields[name] === undefined ? [] : [`"${name}": ${fields[name]}`],
    ),
  )
  .map((fields) => `{${fields.join(', ')}}`);

const json = fc.oneof(
  { weight: 8, arbitrary: record },
  { weight: 1, arbitrary: value },
  { weight: 1, arbitrary: record.map((whole) => whole.slice(0, -1)) },
);
const list = fc.array(record, { maxLength: 4 }).map((items) => `[${items.join(',')}]`);

const formName = fc.constantFrom(
  'id',
  'at',
  'first',
  'last',
  'tags',
  'tags[]',
  'tags[0]',
  'tags[1]',
  'c[f][39]',
  'c[f][a]',
  'first[x]',
);
const escaped = fc.oneof(
  text.map((each) => encodeURIComponent(each.toWellFormed())),
  text.map((each) => each.toWellFormed()),
  fc.constantFrom('Luc%EDa', '%', '%zz', '%00', 'a+b', '2026-01-01', '%C3%AD', '%83A'),
);
const form = fc
  .array(fc.tuple(formName, escaped), { maxLength: 8 })
  .map((fields) => fields.map(([name, each]) => `${name}=${each}`).join('&'));

const body = fc.oneof(
  json.map((content) => ({ source: 'json', content })),
  list.map((content) => ({ source: 'list', content })),
  form.map((content) => ({ source: 'form', content })),
  fc.oneof(json, form).map((content) => ({ source: 'form', content })),
  form.map((content) => ({ source: 'json', content })),
);

const charsets: Record<string, { encode: (text: string) => Buffer; parameter: string }> = {
  utf8: { encode: (each) => Buffer.from(each), parameter: '' },
  named: { encode: (each) => Buffer.from(each), parameter: '; charset=utf-8' },
  marked: { encode: (each) => Buffer.from(`\ufeff${each}`), parameter: '' },
  latin1: {
    encode: (each) => Buffer.from(each, 'latin1'),
    parameter: '; charset=iso-8859-1',
  },
  secretly: { encode: (each) => Buffer.from(each, 'latin1'), parameter: '' },
  utf16: { encode: (each) => Buffer.from(`\ufeff${each}`, 'utf16le'), parameter: '' },
  utf16be: {
    encode: (each) => Buffer.from(each, 'utf16le').swap16(),
    parameter: '; charset=utf-16be',
  },
  japanese: { encode: (each) => Buffer.from(each), parameter: ';charset=Shift_JIS' },
  unknown: { encode: (each) => Buffer.from(each), parameter: '; charset=x-none' },
};

const types = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('application/json', 'application/x-www-form-urlencoded'),
  },
  fc.constantFrom(
    'text/plain',
    'text/xml',
    'application/vnd.a+json',
    'multipart/form-data',
    'x',
  ),
);

const encodings: Record<string, { compress: (bytes: Buffer) => Buffer; header: string }> =
  {
    gzip: { compress: (bytes) => gzipSync(bytes), header: 'gzip' },
    deflate: { compress: (bytes) => deflateSync(bytes), header: 'deflate' },
    br: { compress: (bytes) => brotliCompressSync(bytes), header: 'br' },
    cut: { compress: (bytes) => gzipSync(bytes).subarray(0, -4), header: 'gzip' },
    none: { compress: (bytes) => bytes, header: 'gzip' },
    other: { compress: (bytes) => bytes, header: 'zstd' },
  };

const damage = fc.oneof(
  { weight: 9, arbitrary: fc.constant((bytes: Buffer) => bytes) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat(), fc.nat(255)).map(([at, byte]) => (bytes: Buffer) => {
      const damaged = Buffer.from(bytes);
      if (damaged.length > 0) damaged[at % damaged.length] = byte;
      return damaged;
    }),
  },
);

/** Requests of every kind to the sources `json`, `list` and `form`; many are refused. */
export const requests: fc.Arbitrary<Posted> = fc
  .record({
    body,
    charset: fc.oneof(
      { weight: 3, arbitrary: fc.constant('utf8') },
      fc.constantFrom(...Object.keys(charsets)),
    ),
    contentType: types,
    encoding: fc.oneof(
      { weight: 5, arbitrary: fc.constant(undefined) },
      fc.constantFrom(...Object.keys(encodings)),
    ),
    damage,
    query: fc.constantFrom(undefined, 'Utm=a', 'utm=%E9&utm=2', 'a=%'),
  })
  .map(
    ({
      body: { source, content },
      charset,
      contentType,
      encoding,
      damage: change,
      query,
    }) => {
      const { encode, parameter } = charsets[charset] ?? {
        encode: Buffer.from,
        parameter: '',
      };
      const headers: [string, string][] = [['content-type', contentType + parameter]];
      const bytes = change(encode(content));
      const way = encoding === undefined ? undefined : encodings[encoding];
      if (way !== undefined) headers.push(['content-encoding', way.header]);
      return { source, headers, query, body: way?.compress(bytes) ?? bytes };
    },
  )
  .map(({ query, ...posted }) => (query === undefined ? posted : { ...posted, query }));
