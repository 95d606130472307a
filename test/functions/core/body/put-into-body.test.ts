import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { putIntoBody } from '../../../../functions/core/body/put-into-body.ts';
import type { Source } from '../../../../functions/core/config/source-schema.ts';

const put = (text: string, field: { path: string; value: string }, kind: Source['body']) =>
  putIntoBody({ headers: {}, body: Buffer.from(text) }, field, {
    body: kind,
  }).body.toString();
const json = (text: string, path = 'auth.key', value = 'k"ñ') =>
  put(text, { path, value }, 'json');
const form = (text: string, path = 'auth.key', value = 'k&ñ +') =>
  put(text, { path, value }, 'form');
const key = '"k\\"ñ"';

test.each([
  [
    'replaces a value',
    '{"auth": {"key": "old"}, "id": 1}',
    `{"auth":{"key":${key}},"id":1}`,
  ],
  [
    'replaces whatever stands there',
    '{"auth":{"key":[{"a":1}]}}',
    `{"auth":{"key":${key}}}`,
  ],
  ['adds a name', '{"auth" : {"a":1}}', `{"auth":{"a":1,"key":${key}}}`],
  ['adds to what is empty', '{ }', `{"auth":{"key":${key}}}`],
  ['replaces what has no room for names', '{"auth":1}', `{"auth":{"key":${key}}}`],
  ['leaves one of two names', '{"auth":1,"auth":{"key":2}}', `{"auth":{"key":${key}}}`],
  ['finds a name with an escape', '{"\\u0061uth":{"key":2}}', `{"auth":{"key":${key}}}`],
])('JSON: it %s', (_, before, after) => {
  expect(json(before)).toBe(after);
});

test('numbers keep their digits and their writing', () => {
  expect(json('{"id":12345678901234567890, "n": 1e999,"m":1.50,"z":-0}', 'key', 'k')).toBe(
    '{"id":12345678901234567890,"n":1e999,"m":1.50,"z":-0,"key":"k"}',
  );
});

test.each([
  [
    'replaces a field',
    'a=1&auth%5Bkey%5D=old&b=%20',
    'a=1&auth%5Bkey%5D=k%26%C3%B1%20%2B&b=%20',
  ],
  [
    'replaces it with brackets as they are',
    'auth[key]=',
    'auth%5Bkey%5D=k%26%C3%B1%20%2B',
  ],
  ['adds it', 'a=1', 'a=1&auth%5Bkey%5D=k%26%C3%B1%20%2B'],
  [
    'leaves one of two',
    'auth[key]=1&a=b+c&auth[key]=2',
    'auth%5Bkey%5D=k%26%C3%B1%20%2B&a=b+c',
  ],
  ['fills an empty body', '', 'auth%5Bkey%5D=k%26%C3%B1%20%2B'],
])('form: it %s and leaves the others', (_, before, after) => {
  expect(form(before)).toBe(after);
});

const latin = {
  'content-type': 'application/json; charset=iso-8859-1; x=1',
  other: 'kept',
};
test.each<[string, Source['body'], Record<string, string>, Buffer, string]>([
  ['Latin-1', 'json', latin, Buffer.from('{"n":"é"}', 'latin1'), '{"n":"é","a":"ñ"}'],
  ['UTF-16', 'json', {}, Buffer.from('\uFEFF{"n":"é"}', 'utf16le'), '{"n":"é","a":"ñ"}'],
  ['gzip', 'json', { 'content-encoding': 'gzip' }, gzipSync('{"n":1}'), '{"n":1,"a":"ñ"}'],
  ['a form in Latin-1', 'form', latin, Buffer.from('n=%E9+'), 'n=%C3%A9+&a=%C3%B1'],
])('a body in %s is sent in UTF-8, not compressed', (_, kind, headers, body, text) => {
  const written = putIntoBody(
    { headers, body },
    { path: 'a', value: 'ñ' },
    { body: kind },
  );

  expect(written.body.toString()).toBe(text);
  expect(written.headers).toEqual(
    headers === latin ? { 'content-type': 'application/json; x=1', other: 'kept' } : {},
  );
});

test.each([
  ['[1]', 'is no JSON object'],
  ['canary', 'is no JSON object'],
  [Buffer.from([0xff]), 'is no JSON object'],
])('a body without room for it, %s, is an error that quotes nothing', (body, why) => {
  const field = { path: 'auth.key', value: 'k' };
  const request = { headers: {}, body: Buffer.from(body) };

  expect(() => putIntoBody(request, field, { body: 'json' })).toThrow(
    `The body ${why}, so the key cannot be put at auth.key.`,
  );
});

test('what is put in is read there, and everything else as before', () => {
  const names = fc.constantFrom('a', 'b', 'c');
  const value = fc.dictionary(
    names,
    fc.oneof(fc.jsonValue(), fc.dictionary(names, fc.jsonValue())),
  );
  fc.assert(
    fc.property(value, fc.string({ unit: 'grapheme' }), (body, secret) => {
      const after: unknown = JSON.parse(json(JSON.stringify(body), 'a.b', secret));
      const { a, ...others } = JSON.parse(JSON.stringify(body));
      const isObject = typeof a === 'object' && a !== null && !Array.isArray(a);

      expect(after).toEqual({ ...others, a: { ...(isObject ? a : {}), b: secret } });
    }),
  );
});
