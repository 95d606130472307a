import { expect, test } from 'vitest';
import { readFilterPattern } from './filter-pattern.ts';

test.each([
  ['{ $.a = "x" }', { a: 'x' }, true],
  ['{ $.a = "x" }', { a: 'y' }, false],
  ['{ $.a = "x" }', {}, false],
  ['{ $.a = "1" }', { a: 1 }, false],
  ['{ $.a = 1 }', { a: 1 }, true],
  ['{ $.a != "x" }', { a: 'y' }, true],
  ['{ $.a != "x" }', {}, false],
  ['{ $.a.b >= 2 }', { a: { b: 2 } }, true],
  ['{ $.a < 2 }', { a: 2 }, false],
  ['{ ($.a = "x") || ($.b = "y") }', { b: 'y' }, true],
  ['{ ($.a = "x") && ($.b = "y") }', { b: 'y' }, false],
  ['{ $.a = "x" || $.a = "y" && $.b = 1 }', { a: 'x' }, true],
  ['{ ($.a = "x" || $.a = "y") && $.b = 1 }', { a: 'x' }, false],
])('%s on %j: %s', (pattern, line, expected) => {
  expect(readFilterPattern(pattern)(line)).toBe(expected);
});

test.each([
  'ERROR',
  '{ $.a }',
  '{ $.a = }',
  '{ ($.a = 1 }',
  '{ $.a = 1 ) }',
  '{ $.a = b }',
])('%s is not taken for a filter', (pattern) => {
  expect(() => readFilterPattern(pattern)).toThrow();
});
