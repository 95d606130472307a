import fc from 'fast-check';
import { expect, test } from 'vitest';
import { putIntoBody } from '../../../../functions/core/body/put-into-body.ts';

const json = (text: string, path = 'auth.key', value = 'k"ñ') =>
  putIntoBody(Buffer.from(text), { path, value }, 'json', 'application/json').toString();
const form = (text: string, path = 'auth.key', value = 'k&ñ +') =>
  putIntoBody(Buffer.from(text), { path, value }, 'form', undefined).toString();
const key = '"k\\"\\u00f1"';

test.each([
  [
    'replaces a value',
    '{"auth": {"key": "old"}, "id": 1}',
    `{"auth": {"key": ${key}}, "id": 1}`,
  ],
  ['replaces whatever stands there', '{"auth":{"key":[{"a":1}]}}', `{"auth":{"key":${key}}}`],
  ['adds a name', '{"auth" : {"a":1}}', `{"auth" : {"key":${key},"a":1}}`],
  ['adds to what is empty', '{ }', `{"auth":{"key":${key}} }`],
  ['replaces what has no room for names', '{"auth":null}', `{"auth":{"key":${key}}}`],
  [
    'takes the last of two names',
    '{"auth":1,"auth":{"key":2}}',
    `{"auth":1,"auth":{"key":${key}}}`,
  ],
  ['finds a name with an escape', '{"\\u0061uth":{"key":2}}', `{"\\u0061uth":{"key":${key}}}`],
])('JSON: it %s and leaves every other byte', (_, before, after) => {
  expect(json(before)).toBe(after);
});

test('large numbers keep their digits, and exponents their writing', () => {
  expect(json('{"id":12345678901234567890, "n": 1e999,"m":1.50}', 'key', 'k')).toBe(
    '{"key":"k","id":12345678901234567890, "n": 1e999,"m":1.50}',
  );
});

test.each([
  [
    'replaces a field',
    'a=1&auth%5Bkey%5D=old&b=%20',
    'a=1&auth%5Bkey%5D=k%26%C3%B1%20%2B&b=%20',
  ],
  ['replaces it with brackets as they are', 'auth[key]=', 'auth%5Bkey%5D=k%26%C3%B1%20%2B'],
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

test('the charset of the body stays', () => {
  const field = { path: '`clé`', value: 'ñ' };
  const latin = Buffer.from('{"cl\u00e9":1,"n":"\u00e9"}', 'latin1');
  const wide = Buffer.from('\uFEFF{"clé":1,"n":"é"}', 'utf16le');

  const inLatin = putIntoBody(latin, field, 'json', 'application/json; charset=iso-8859-1');
  const inWide = putIntoBody(wide, field, 'json', 'application/json');

  expect(inLatin.toString('latin1')).toBe('{"clé":"\\u00f1","n":"é"}');
  expect(inWide.toString('utf16le')).toBe('\uFEFF{"clé":"\\u00f1","n":"é"}');
});

test.each([
  ['[1]', 'is no JSON object'],
  ['canary', 'is no JSON'],
])('a body without room for it, %s, is an error that quotes nothing', (body, why) => {
  expect(() => json(body)).toThrow(`The body ${why}, so the key cannot be put at auth.key.`);
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
