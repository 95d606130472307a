// The closing line of .ci/run. Arguments: where the test reports are, then what came of each stage,
// as name=passed or name=failed. A stage without a report is a proof: it counts as one.
import { existsSync, readFileSync } from 'node:fs';

const [reports, ...stages] = process.argv.slice(2);

function countStage(stage) {
  const [name, how] = stage.split('=');
  const file = `${reports}/${name}.json`;
  const isPassed = how === 'passed';
  if (!existsSync(file))
    return { passed: isPassed ? 1 : 0, failed: isPassed ? 0 : 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  // What fails beside the tests, such as the linter, is one failure.
  const others = !isPassed && numFailedTests === 0 ? 1 : 0;
  return {
    passed: numPassedTests,
    failed: numFailedTests + others,
    skipped: numPendingTests,
  };
}

const counts = stages.map(countStage);
const sum = (what) => counts.reduce((total, count) => total + count[what], 0);
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
