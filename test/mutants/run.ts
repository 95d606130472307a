import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { describe, judge, type Mutant } from './judge.ts';
import { subjects } from './subjects.ts';
import { readSurvivors } from './survivors.ts';

// Small changes of the code that a test has to notice: npm run mutants [-- subject or file …]
const wanted = process.argv.slice(2);
const root = join(import.meta.dirname, '../..');
const copies = mkdtempSync(join(tmpdir(), 'bridgehook-mutants-'));
process.chdir(root);
try {
  const all = wantedFiles();
  if (all.length === 0) {
    const names = Object.keys(subjects).join(', ');
    process.stderr.write(
      `${wanted.join(' ')} is no subject (${names}) and no file of one\n`,
    );
    process.exitCode = 2;
  }
  for (const [subject, files] of all) {
    const startedAt = performance.now();
    const mutants = await mutantsOf(subject, files);
    const judgement = judge(mutants, readSurvivors(), (file) =>
      readFileSync(file, 'utf8'),
    );
    const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
    process.stdout.write(`\n${subject}: ${describe(judgement)}, ${minutes} min\n`);
    if (!judgement.isPassed) process.exitCode = 1;
  }
} finally {
  rmSync(copies, { recursive: true, force: true });
}

/** The files to change, by the subject whose tests they have to get past. */
function wantedFiles(): [subject: string, files: string[]][] {
  return Object.entries(subjects)
    .map(([subject, patterns]): [string, string[]] => {
      const files = globSync(patterns);
      const isWhole = wanted.length === 0 || wanted.includes(subject);
      return [subject, isWhole ? files : files.filter((file) => wanted.includes(file))];
    })
    .filter(([, files]) => files.length > 0);
}

async function mutantsOf(subject: string, mutate: string[]): Promise<Mutant[]> {
  const mutants = await new Stryker({
    configFile: 'test/mutants/stryker.config.json',
    vitest: { configFile: `test/mutants/${subject}.config.ts` },
    mutate,
    tempDirName: copies,
    // Stryker rewrites a tsconfig with an API that the compiler of TypeScript 7 does not have.
    tsconfigFile: 'none',
  }).runMutationTest();
  return mutants.map((one) => ({ ...one, fileName: relative(root, one.fileName) }));
}
