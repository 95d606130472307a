import { readTarget } from './support/target.ts';

// Runs before the tests: where there is nothing to deploy to, no test means no success.
try {
  readTarget(process.env);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
