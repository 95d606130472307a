import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  inOneLine,
  describe as inWords,
  judge,
  type Mutant,
  type Survivors,
} from './judge.ts';
import { readSurvivors } from './survivors.ts';

const root = join(import.meta.dirname, '../..');
const file = 'functions/core/receive/sample.ts';
const text = 'export function isAdult(age: number) {\n  return age >= 18;\n}\n';
/** The mutant `age > 18`. */
const survived: Mutant = {
  fileName: file,
  location: { start: { line: 2, column: 10 }, end: { line: 2, column: 19 } },
  mutatorName: 'EqualityOperator',
  replacement: 'age > 18',
  status: 'Survived',
};
const listing: Survivors = {
  [file]: [{ code: 'return  age >= 18;', becomes: 'return age > 18;', reason: 'a test' }],
};

const killed = (count: number, status = 'Killed'): Mutant[] =>
  Array.from({ length: count }, () => ({ ...survived, status }));
const judged = (mutants: Mutant[], listed: Survivors = {}) =>
  judge(mutants, listed, () => text);

test('all noticed, or 85 % noticed and the others listed: passed', () => {
  expect(judged(killed(3)).isPassed).toBe(true);
  expect(judged([...killed(17), ...killed(3, 'Survived')], listing)).toMatchObject({
    total: { killed: 17, survived: 3, percent: 85 },
    isPassed: true,
  });
});

test('less than 85 % noticed: failed, even if every survivor is listed', () => {
  const { isPassed, total } = judged([...killed(16), ...killed(3, 'Survived')], listing);

  expect(total.percent).toBeCloseTo(84.21);
  expect(isPassed).toBe(false);
});

test.each(['Survived', 'NoCoverage'])('%s and not listed: failed, and shown', (status) => {
  const judgement = judged([...killed(99), { ...survived, status }], {
    [file]: [
      { code: 'return age >= 18;', becomes: 'return age < 18;', reason: 'another' },
    ],
  });

  expect(judgement.unlisted).toMatchObject([
    { file, line: 2, code: 'return age >= 18;', becomes: 'return age > 18;' },
  ]);
  expect(judgement.isPassed).toBe(false);
  expect(inWords(judgement)).toContain(
    `SURVIVED ${file}:2 (EqualityOperator${status === 'NoCoverage' ? ', no test runs it' : ''})
- return age >= 18;
+ return age > 18;`,
  );
});

test('listed and noticed: failed, and shown; in a file that was not mutated it may stay', () => {
  const elsewhere = { 'functions/core/receive/other.ts': listing[file] ?? [] };

  const judgement = judged(killed(5), { ...listing, ...elsewhere });

  expect(judgement.outdated).toMatchObject([{ file, reason: 'a test' }]);
  expect(judgement.isPassed).toBe(false);
  expect(inWords(judgement)).toContain(`OUTDATED ${file}`);
});

test('what never ends is noticed, what cannot run is no mutant; nothing at all is no pass', () => {
  const { total } = judged([...killed(1, 'Timeout'), ...killed(4, 'RuntimeError')]);

  expect(total).toMatchObject({ timedOut: 1, survived: 0, percent: 100 });
  expect(judged([]).isPassed).toBe(false);
});

test('each file has its own score', () => {
  const other = { ...survived, fileName: 'functions/core/receive/other.ts' };

  const { scores } = judged([...killed(3), other]);

  expect(scores.map((score) => [score.file, score.percent])).toEqual([
    ['functions/core/receive/other.ts', 0],
    [file, 100],
  ]);
});

test('a change over several lines is one of its lines in one', () => {
  const block = {
    ...survived,
    location: { start: { line: 1, column: 38 }, end: { line: 3, column: 2 } },
    replacement: '{}',
  };

  expect(judged([block]).unlisted).toMatchObject([
    {
      code: 'export function isAdult(age: number) { return age >= 18; }',
      becomes: 'export function isAdult(age: number) {}',
    },
  ]);
});

test('every accepted survivor is a line that its file still has, and another one', () => {
  const wrong = Object.entries(readSurvivors()).flatMap(([path, entries]) => {
    const code = inOneLine(readFileSync(join(root, path), 'utf8'));
    return entries.filter(
      (entry) =>
        !code.includes(inOneLine(entry.code)) ||
        inOneLine(entry.code) === inOneLine(entry.becomes),
    );
  });

  expect(wrong).toEqual([]);
});
