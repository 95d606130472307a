import { expect, test } from 'vitest';
import { toPlainValue } from '../../../functions/core/plain-value.ts';

test('half a surrogate pair becomes a replacement character, wherever it stands', () => {
  const body: unknown = JSON.parse(
    String.raw`{"a\ud800": ["x\udc00", {"email": "a\ud83d@example.com"}], "whole": "\ud83d\ude00"}`,
  );

  expect(toPlainValue(body)).toEqual({
    'a\ufffd': ['x\ufffd', { email: 'a\ufffd@example.com' }],
    whole: '😀',
  });
});

test('U+0000 is left out of texts; a name that it stands in becomes no other name', () => {
  expect(
    toPlainValue({ 'a\0': ['\0', 'x\0y\0', { c: '\0z' }], a: 1, '__pro\0to__': 2 }),
  ).toEqual({
    'a\0': ['', 'xy', { c: 'z' }],
    a: 1,
    '__pro\0to__': 2,
  });
});

test('-0 is 0, wherever it stands', () => {
  expect(toPlainValue([-0, { a: -0 }, -0.5])).toStrictEqual([0, { a: 0 }, -0.5]);
});

test.each(['{"__proto__": 1}', '[{"a": {"__proto__": {"x": 1}}}]'])(
  '%s is refused',
  (body) => {
    expect(() => toPlainValue(JSON.parse(body))).toThrow(
      expect.objectContaining({
        status: 400,
        message: 'The body has a field named __proto__.',
      }),
    );
  },
);

test('all else stays as it is', () => {
  const body = '{"toString": {"constructor": 1}, "list": [null, true, 0, "", [], {}]}';

  expect(JSON.stringify(toPlainValue(JSON.parse(body)))).toBe(
    JSON.stringify(JSON.parse(body)),
  );
});

const nested = (levels: number): unknown =>
  JSON.parse('['.repeat(levels) + ']'.repeat(levels));

test('levels of objects count, too', () => {
  const objects = (levels: number): unknown =>
    JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);

  expect(toPlainValue(objects(100))).toEqual(objects(100));
  expect(() => toPlainValue(objects(101))).toThrow(
    'The body nests deeper than 100 levels.',
  );
});

test('100 levels are read, and one more is refused', () => {
  expect(JSON.stringify(toPlainValue(nested(100)))).toBe(JSON.stringify(nested(100)));
  expect(() => toPlainValue(nested(101))).toThrow(
    expect.objectContaining({ status: 400, error: 'malformed-body' }),
  );
});

test('what is plain is given back itself, and what is not leaves the rest as it is', () => {
  const plain = { list: [{ a: 'x' }, 1, null], text: 'y' };
  const body = { plain, other: { a: 'x\0', b: [-0] } };

  expect(toPlainValue(plain)).toBe(plain);
  expect(toPlainValue(body)).toEqual({ plain, other: { a: 'x', b: [0] } });
  expect(toPlainValue(body)).toHaveProperty('plain', plain);
  expect(body.other).toEqual({ a: 'x\0', b: [-0] });
});
