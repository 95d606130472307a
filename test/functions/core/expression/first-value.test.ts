import { expect, test } from 'vitest';
import { evaluate } from '../../../../functions/core/expression.ts';
import { scopeFor } from '../../../support/build-source.ts';

const event = {
  nothing: null,
  empty: '',
  blanks: ' \t\u00a0\n',
  unseen: '\u200b\u2060\u00ad\ufeff',
  filler: '\u3164',
  none: [],
  nones: [null, '', [' ']],
  zero: 0,
  no: false,
  name: ' Ana ',
  list: [null, 'a'],
  object: {},
  people: [
    { work: '', home: '1' },
    { work: '2', home: '3' },
  ],
};

test.each([
  ['$first(missing, nothing, empty, blanks, unseen, filler, none, nones, name)', ' Ana '],
  ['$first(nothing, zero)', 0],
  ['$first(nothing, no, name)', false],
  ['$first(empty, list)', [null, 'a']],
  ['$first(empty, object, name)', {}],
  ['$first(name, list)', ' Ana '],
  ['$first(nothing, "nobody")', 'nobody'],
  ['$first(nothing, empty)', undefined],
  ['$first()', undefined],
  ['people.$first(work, home)', ['1', '2']],
  ['nothing ~> $first(name)', ' Ana '],
])('%s', async (text, value) => {
  const result = await evaluate(text, scopeFor(event));

  expect(result.ok && JSON.stringify(result.value)).toBe(JSON.stringify(value));
});
