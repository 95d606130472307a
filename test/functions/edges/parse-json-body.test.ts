import jsonBodyParser from '@middy/http-json-body-parser';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { parseJsonBody } from '../../../functions/edges/parse-json-body.ts';

/** What the middleware makes of a text: a value, or nothing. */
async function byMiddleware(body: string): Promise<unknown> {
  const event = { headers: { 'content-type': 'application/json' }, body };
  const before = jsonBodyParser().before as (request: object) => unknown;
  await before({ event });
  return event.body;
}

const outcome = (parsing: Promise<unknown>) =>
  parsing.then(
    (value) => ({ value }),
    () => 'refused',
  );

/** A text of JSON in which some letters of texts and names are escaped. */
const escaped = (json: string, isEscaped: (at: number) => boolean) =>
  json.replace(/\w/g, (letter, at: number) =>
    isEscaped(at) && isInText(json, at)
      ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
      : letter,
  );
const isInText = (json: string, at: number) =>
  (json.slice(0, at).match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1 && json[at - 1] !== '\\';

const name = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'a',
  'ñ',
  '__proto_',
);
const json = fc.letrec<{ any: string; object: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    name.map((text) => JSON.stringify(text)),
    fc.integer().map(String),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(name, tie('any')), { maxLength: 3 })
    .map((members) => `{${members.map(([key, inner]) => `"${key}":${inner}`).join()}}`),
})).object;

test('a body is parsed and refused as the middleware does it, however its names are written', async () => {
  await fc.assert(
    fc.asyncProperty(json, fc.infiniteStream(fc.boolean()), async (plain, stream) => {
      const choices = Array.from(plain, () => stream.next().value === true);
      const text = escaped(plain, (at) => choices[at] ?? false);

      expect(await outcome(parseJsonBody(text))).toEqual(
        await outcome(byMiddleware(text)),
      );
    }),
  );
});

test.each([
  '{"__proto__":{"a":1}}',
  '{"a":[{"\\u005f_proto__":1}]}',
  '{"__prot\\u006f__":1}',
  '{"constructor":{"prototype":{}}}',
  '{"c\\u006Fnstructor":{"prototype":{}}}',
  '{',
  '',
])('%s is refused', async (text) => {
  await expect(parseJsonBody(text)).rejects.toThrow();
});

test('what cannot reach a prototype is parsed in one go, without a look at each value', async () => {
  const parse = vi.spyOn(JSON, 'parse');
  const php =
    '{"name":"Luc\\u00eda","url":"https:\\/\\/example.com","note":"\\u003cb\\u003e"}';

  const parsed = await parseJsonBody(php);
  const calls = parse.mock.calls.map((call) => call.length);
  parse.mockRestore();

  expect(parsed).toEqual({ name: 'Lucía', url: 'https://example.com', note: '<b>' });
  expect(calls).toEqual([1]);
});
