import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { computeFigures } from './figures.ts';
import { type FileFacts, readFacts } from './file-facts.ts';
import { goals, missedGoals } from './goals.ts';
import { type Part, toDetails, toTable } from './table.ts';

// How the code reads, in figures, and whether they keep to the goals: npm run measure
const root = process.argv[2] ?? join(import.meta.dirname, '../..');
const folders = ['functions', 'lib', 'local', 'cli', 'console'];

const tests = readAll('test').filter(({ path }) => !path.startsWith('test/fixtures/'));
const source = folders.flatMap(readAll);
const figures = computeFigures(source);
const parts: Part[] = [
  { name: 'all', figures, testRatio: countLines(tests) / countLines(source) },
  ...folders.map((folder) => toPart(folder)),
  { name: 'test', figures: computeFigures(tests), testRatio: undefined },
];
const missed = missedGoals(figures);

process.stdout.write(`${toTable(parts)}\n\n${toDetails(figures)}\n\nGoals, for "all":\n`);
for (const goal of goals)
  process.stdout.write(
    `  ${missed.includes(goal) ? 'MISSED' : 'kept  '} ${goal.name}: ` +
      `${Number(goal.figure(figures).toFixed(2))}, at most ${goal.atMost}\n`,
  );
process.exitCode = missed.length === 0 ? 0 : 1;

function readAll(folder: string): FileFacts[] {
  return globSync(`${folder}/**/*.{ts,tsx,mjs}`, { cwd: root })
    .sort()
    .map((path) => readFacts({ path, text: readFileSync(join(root, path), 'utf8') }));
}

function toPart(folder: string): Part {
  const own = source.filter(({ path }) => path.startsWith(`${folder}/`));
  const its = tests.filter(({ path }) => path.startsWith(`test/${folder}/`));
  return {
    name: folder,
    figures: computeFigures(own),
    testRatio: countLines(its) / countLines(own),
  };
}

function countLines(facts: FileFacts[]): number {
  return facts.reduce((sum, { widths }) => sum + widths.length, 0);
}
