import { expect, test } from 'vitest';
import { noteLinksOnly } from '../../../../../functions/core/check/check-contact.ts';
import { noteAlternatives } from '../../../../../functions/core/check/expressions/alternatives.ts';
import { buildSource, type SourceInput } from '../../../../support/build-source.ts';

const noted = (file: SourceInput) =>
  noteAlternatives(buildSource(file)).map(({ path, position, cure }) => [
    path.join('.'),
    position,
    cure.replace('if the sender can send those, write ', ''),
  ]);

test.each([
  ['a ?? b', [[4, '$first(a, b)']]],
  ['a.b ?? c ?? `d-e`', [[6, '$first(a.b, c, `d-e`)']]],
  ['a ?? "none"', [[4, '$first(a, "none")']]],
  [
    '(a ?? b) & (c ?? d)',
    [
      [5, '$first(a, b)'],
      [16, '$first(c, d)'],
    ],
  ],
  ['list.{"x": $$.a ?? b}', [[18, '$first($$.a, b)']]],
  ['(last ?? family) ?? "none"', [[19, '$first(last, family, "none")']]],
  ['((a ?? b)) ?? (c ?? d)', [[13, '$first(a, b, c, d)']]],
  ['(f ?? g).x ?? b', [[13, '$first(($first(f, g)).x, b)']]],
  ['$trim(a ?? b) ?? c', [[16, '$first($trim($first(a, b)), c)']]],
  ['(x ?? y) ?: z', [[5, '$first(x, y)']]],
  ['phones[0].n ?? phone', [[14, '$first(phones[0].n, phone)']]],
  [
    'phones[type = "a ?? b"].n ?? phone',
    [[28, '$first(phones[type = "a ?? b"].n, phone)']],
  ],
  ['list[(a ?? b) = "x"].v ?? c', [[25, '$first(list[($first(a, b)) = "x"].v, c)']]],
  ['a ?? b & " " & c', [[4, '$first(a, b & " " & c)']]],
  ['a??b ? c : d', [[3, '$first(a, b ? c : d)']]],
  ['a /* old */ ?? /* new */ b', [[14, '$first(a /* old */, /* new */ b)']]],
  ['a ?? b ?? null', [[4, '$first(a, b) ?? null']]],
  ['(a ?? null).b ?? c', [[16, '$first((a ?? null).b, c)']]],
])('%s is noted once, with what can be pasted', (text, notes) => {
  const found = noted({ map: { firstName: text } });

  expect(found).toEqual(notes.map((note) => ['map.firstName', ...note]));
});

test.each([
  ['$string(q) ?? r', '$first($string(q), r)'],
  ['$trim(a) ?? b', '$first($trim(a), b)'],
  ['a.$uppercase(b) ?? c', '$first(a.$uppercase(b), c)'],
  ['$lookup(names, "last") ?? x', '$first($lookup(names, "last"), x)'],
  ['$replace(a, /x+/, "") ?? b', '$first($replace(a, /x+/, ""), b)'],
])('%s is noted: the function passes an empty text on', (text, cure) => {
  expect(noted({ map: { firstName: text } })).toEqual([
    ['map.firstName', text.indexOf('??') + 2, cure],
  ]);
});

test.each([
  '$lookup({"es": "Spanish"}, language) ?? "other"',
  '$number(a) ?? 0',
  '$first(a, b) ?? "none"',
  '$count(a) ?? b',
  '"text" ?? a',
])('%s is not: it is never null or an empty text of the payload', (text) => {
  expect(noted({ map: { firstName: text } })).toEqual([]);
});

test.each([
  '$first(a, b)',
  'a ?? null',
  '(a) ?? null',
  'a ?: b',
  '$exists(a) ? a : b',
  'a ??',
])('%s is not', (text) => {
  expect(noted({ map: { firstName: text } })).toEqual([]);
});

test('what cannot be cut out is not written: nothing that is wrong is pasted', () => {
  const long = Array.from({ length: 60 }, (_, at) => `name_${at}`).join('.');

  expect(noted({ map: { firstName: `${long} ?? b` } })).toMatchObject([
    ['map.firstName', expect.any(Number), '$first(…) instead of ??'],
  ]);
});

test.each([
  ['a.%.b ?? c'],
  ['(a; b) ?? c'],
  ['a@$x.b ?? c'],
  ['list^(>n)[0].v ?? c'],
  ['function($x){ $x.a ?? b }(c)'],
  ['a{"k": v ?? w}'],
  ['"é" & (`ñ ?` ?? \'x"\')'],
])('what is written for %s is an expression without ?? between fields', (text) => {
  for (const [, , cure = ''] of noted({ map: { firstName: text } })) {
    if (cure !== '$first(…) instead of ??')
      expect(noted({ map: { firstName: String(cure) } })).toEqual([]);
  }
});

test('what finds the contact is looked at too, what reads the request is not', () => {
  const match = [{ email: 'a ?? b' }];

  expect(
    noted({ contact: { match }, events: { id: ['a ?? b'], time: 'a ?? b' } }),
  ).toEqual([['contact.match.0.email', 4, '$first(a, b)']]);
});

test('nothing but links can find a contact', () => {
  const contact = { externalId: 'id' };
  const notes = (more: object) =>
    noteLinksOnly(buildSource({ system: 'shop', contact: { ...contact, ...more } }));

  expect(notes({})).toMatchObject([{ path: ['contact', 'externalId'] }]);
  expect(notes({ match: ['email'] })).toEqual([]);
  expect(notes({ id: 'bridge' })).toEqual([]);
  expect(noteLinksOnly(buildSource({}))).toEqual([]);
});
