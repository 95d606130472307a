import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { causes, causeWords } from '../../../../local/console/timeline/causes.ts';

const root = join(import.meta.dirname, '../../../..');

/** The sources of a function, by the imports in them: also those that are loaded later. */
function sourcesOf(entry: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(entry)) return seen;
  const text = readFileSync(entry, 'utf8');
  seen.set(entry, text);
  for (const [, types, path = ''] of text.matchAll(
    /(?:import|export)( type)?\b[^;'"]*?['"(](\.[^'"]+\.ts)['"]/g,
  ))
    if (types === undefined) sourcesOf(join(dirname(entry), path), seen);
  for (const [, path = ''] of text.matchAll(/import\('(\.[^']+\.ts)'\)/g))
    sourcesOf(join(dirname(entry), path), seen);
  return seen;
}

const receive = [...sourcesOf(join(root, 'functions/receive.ts'))];
const text = receive
  // The table is only asked to count, and what fails there is a line beside.
  .filter(([path]) => !relative(root, path).startsWith('functions/edges/ledger/'))
  .map(([, source]) => source)
  .join('\n');

function found(pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, code = '']) => code);
}

test('the codes that receive can answer are the causes, and there is no other', () => {
  const refusals = found(/new Rejection\(\s*\d+,\s*'([a-z-]+)'/g);
  const verdicts = found(/refused\('([a-z-]+)'\)/g);
  const times = found(/(?:return|\?) '([a-z]+-timestamp)'/g);
  const conditions = found(/refuse\(source, '([a-z-]+)'\)/g);
  const handshakes = found(/\berror(?: =|:) '([a-z-]+)'/g);
  const busy = found(/new TransientFailure\('([a-z-]+)'/g);
  const aws = found(/callAws\(\s*'([a-z-]+)'/g);

  const codes = new Set([
    ...refusals,
    ...verdicts.filter((code) => code !== 'no-key'),
    ...times,
    ...conditions,
    ...handshakes,
    ...busy,
    ...aws,
  ]);
  // What ends a request before receive says anything of it, or where it cannot.
  const early = new Set([
    'not-found',
    'foreign-host',
    'recorded-only',
    'no-answer',
    'crashed',
    'bug',
  ]);

  expect([...codes].sort()).toEqual(
    Object.keys(causes)
      .filter((code) => !early.has(code))
      .sort(),
  );
});

test('each cause is in whole sentences; a code of a later version has no words', () => {
  for (const words of Object.values(causes)) expect(words).toMatch(/^[A-Z].*\.$/);
  expect(causeWords('of-tomorrow')).toBeUndefined();
  expect(causeWords('constructor')).toBeUndefined();
});
