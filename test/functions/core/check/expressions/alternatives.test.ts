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
  ['a ?? "none"', [[4, '$first(a, …)']]],
  [
    '(a ?? b) & (c ?? d)',
    [
      [5, '$first(a, b)'],
      [16, '$first(c, d)'],
    ],
  ],
  ['list.{"x": $$.a ?? b}', [[18, '$first($$.a, b)']]],
])('%s is noted', (text, notes) => {
  const found = noted({ map: { firstName: text } });

  expect(found).toEqual(notes.map((note) => ['map.firstName', ...note]));
});

test.each([
  '$first(a, b)',
  'a ?? null',
  'a ?: b',
  '$exists(a) ? a : b',
  '$trim(a) ?? b',
  'a ??',
])('%s is not', (text) => {
  expect(noted({ map: { firstName: text } })).toEqual([]);
});

test('what finds the contact is looked at too, what reads the request is not', () => {
  const match = [{ email: 'a ?? b' }];

  expect(noted({ contact: { match }, events: { id: ['a ?? b'], time: 'a ?? b' } })).toEqual([
    ['contact.match.0.email', 4, '$first(a, b)'],
  ]);
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
