import { expect, test } from 'vitest';
import { readQuery } from '../../../../functions/core/receive/read-query.ts';

test.each<[string, Record<string, string>]>([
  ['', {}],
  ['&', {}],
  ['apiKey=1&apikey=2', { apiKey: '1', apikey: '2' }],
  ['a=1&b=2&a=3', { a: '1,3', b: '2' }],
  ['a', { a: '' }],
  ['a=', { a: '' }],
  ['=x', { '': 'x' }],
  ['a=b=c', { a: 'b=c' }],
  ['a+b=c+d%2B', { 'a b': 'c d+' }],
  ['%C3%B1=%F0%9F%98%80', { ñ: '😀' }],
  ['a=caf%E9&b=1', { a: 'caf%E9', b: '1' }],
  ['a=100%', { a: '100%' }],
  ['__proto__=1', Object.fromEntries([['__proto__', '1']])],
])('%s', (query, expected) => {
  const read = readQuery(query);

  expect(Object.entries(read)).toEqual(Object.entries(expected));
});
