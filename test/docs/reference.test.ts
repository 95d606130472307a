import { describe, expect, test } from 'vitest';
import { readText } from './pages.ts';
import { readReference, writeReference } from './reference.ts';

const rows = readReference().flatMap(({ sections }) =>
  sections.flatMap((section) => section.rows),
);

/** The keys that lack something, by their blocks. */
function keysWithout(
  what: 'says' | 'takes' | 'fallback' | 'example',
  of = rows,
): string[] {
  return of.filter((row) => row[what] === '').map(({ block, key }) => `${block} ${key}`);
}

describe('docs/reference.md', () => {
  test('is made from the schema (npm run reference writes it)', () => {
    expect(readText('docs/reference.md')).toBe(writeReference());
  });

  test('says of every key what it is, what it takes, and what counts without it', () => {
    expect(rows.length).toBeGreaterThan(150);
    expect(keysWithout('says')).toEqual([]);
    expect(keysWithout('takes')).toEqual([]);
    expect(keysWithout('fallback')).toEqual([]);
  });

  test('has an example of every key, from a page whose examples are run', () => {
    expect(keysWithout('example')).toEqual([]);
  });

  test('lacks the examples that no page has', () => {
    const [bridge] = readReference([]);
    const without = bridge?.sections.flatMap((section) => section.rows) ?? [];

    expect(keysWithout('example', without)).toContain(' alarmEmail');
  });
});
