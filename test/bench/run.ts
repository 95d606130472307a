import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { wholeTable } from './table.ts';

// npm run bench [-- part of a file's name] [-t part of a test's name]
// npm run bench -- --against <directory of another checkout, with its node_modules>
const { values, positionals } = parseArgs({
  options: { against: { type: 'string' }, only: { type: 'string', short: 't' } },
  allowPositionals: true,
});
const { against } = values;
const kind = against === undefined ? 'bench' : 'paired';
const vitest = await startVitest('test', positionals, {
  config: false,
  root: resolve(import.meta.dirname, '../..'),
  include: [`test/bench/**/*.${kind}.ts`],
  globalSetup: 'test/support/shared-assemblies.ts',
  provide: { against: resolve(against ?? '.') },
  testNamePattern: values.only ?? '',
  testTimeout: 1_800_000,
  fileParallelism: false,
  reporters: ['tree'],
  watch: false,
});
await vitest.close();
process.stdout.write(`\n${wholeTable()}\n`);
