import { expect, test } from 'vitest';
import { toWellFormed } from '../../../../functions/core/receive/well-formed.ts';

test('half a surrogate pair becomes a replacement character, wherever it stands', () => {
  const body: unknown = JSON.parse(
    String.raw`{"a\ud800": ["x\udc00", {"email": "a\ud83d@example.com"}], "whole": "\ud83d\ude00"}`,
  );

  expect(toWellFormed(body)).toEqual({
    'a\ufffd': ['x\ufffd', { email: 'a\ufffd@example.com' }],
    whole: '😀',
  });
});

test('all else stays as it is, a field named __proto__ too', () => {
  const body = '{"__proto__": {"x": 1}, "list": [null, true, 0, "", [], {}]}';

  expect(JSON.stringify(toWellFormed(JSON.parse(body)))).toBe(
    JSON.stringify(JSON.parse(body)),
  );
});
