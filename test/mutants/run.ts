import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { describe, judge } from './judge.ts';
import { readSurvivors } from './survivors.ts';

// Small changes of the code that a test has to notice: npm run mutants [-- subject or file …]
const subjects: Record<string, string[]> = {
  /** With what core/receive shares with other parts of core. */
  reader: [
    'functions/core/{receive,verify}/*.ts',
    'functions/core/body/{body-size,decode-text,inflate-body,open-body,parse-form,read-body}.ts',
    'functions/core/{json-numbers,plain-value,split-request}.ts',
  ],
  /** The map, and what turns results into values. */
  values: [
    'functions/core/map/**/*.ts',
    'functions/core/event-time/*.ts',
    'functions/core/{event-time,visible-text}.ts',
    'functions/core/expression/first-value.ts',
  ],
};
const wanted = process.argv.slice(2);
const patterns = (wanted.length === 0 ? Object.keys(subjects) : wanted).flatMap(
  (one) => subjects[one] ?? [one],
);
const root = join(import.meta.dirname, '../..');
const copies = mkdtempSync(join(tmpdir(), 'bridgehook-mutants-'));
const startedAt = performance.now();

process.chdir(root);
try {
  const mutants = await new Stryker({
    configFile: 'test/mutants/stryker.config.json',
    mutate: patterns,
    tempDirName: copies,
    // Stryker rewrites a tsconfig with an API that the compiler of TypeScript 7 does not have.
    tsconfigFile: 'none',
  }).runMutationTest();
  const placed = mutants.map((mutant) => ({
    ...mutant,
    fileName: relative(root, mutant.fileName),
  }));
  const judgement = judge(placed, readSurvivors(), (file) => readFileSync(file, 'utf8'));
  const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
  process.stdout.write(`\n${describe(judgement)}, ${minutes} min\n`);
  process.exitCode = judgement.isPassed ? 0 : 1;
} finally {
  rmSync(copies, { recursive: true, force: true });
}
