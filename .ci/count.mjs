// The closing line of .ci/run: tests of the JSON report, and proofs given as name=passed|failed.
import { readFileSync } from 'node:fs';

const [report = '', ...proofs] = process.argv.slice(2);
const tests = JSON.parse(readFileSync(report, 'utf8'));
const count = (how) => proofs.filter((proof) => proof.endsWith(`=${how}`)).length;
const passed = tests.numPassedTests + count('passed');
const failed = tests.numFailedTests + count('failed');
const skipped = tests.numPendingTests > 0 ? `, ${tests.numPendingTests} skipped` : '';
console.log(`${passed} passed, ${failed} failed${skipped}`);
