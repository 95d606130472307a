import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openJournal } from '../../../local/cloud/journal.ts';

let path: string;
beforeEach(() => {
  const directory = mkdtempSync(join(tmpdir(), 'bridgehook-journal-'));
  path = join(directory, 'deeper', 'journal.jsonl');
  onTestFinished(() => rmSync(directory, { recursive: true }));
});

test('what was set is in the file before the call returns and is read back by the next run', () => {
  const journal = openJournal(path);
  journal.set('a', { text: 'line\nbreak' });
  journal.set('b', 1);
  journal.delete('b');

  const entries = [...openJournal(path).entries()];

  expect(entries).toEqual([['a', { text: 'line\nbreak' }]]);
});

test('a last line cut short by a crash is dropped and nothing else', () => {
  openJournal(path).set('a', 1);
  appendFileSync(path, '["b",{"half":"a li');

  const journal = openJournal(path);
  journal.set('c', 3);

  expect([...openJournal(path).entries()]).toEqual([
    ['a', 1],
    ['c', 3],
  ]);
});

test('damage in the middle is an error that names the line', () => {
  openJournal(path).set('a', 1);
  writeFileSync(path, `${readFileSync(path, 'utf8')}nonsense\n["b",2]\n`);

  expect(() => openJournal(path)).toThrow(`${path}:2 is damaged`);
});

test('opening drops what was overwritten or deleted from the file', () => {
  const journal = openJournal(path);
  for (let value = 0; value < 100; value += 1) journal.set('a', value);
  journal.set('b', 1);
  journal.delete('b');

  openJournal(path);

  expect(readFileSync(path, 'utf8')).toBe('["a",99]\n');
});
