import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Run, runs } from './runs.ts';

// Checks the models of docs/model in every state they can reach, and that the checker notices each
// rule that is taken away: npm run model
const models = path.join(import.meta.dirname, '../../docs/model');
const execute = promisify(execFile);
/** Megabytes that one run of the checker may take; two run at a time. */
const memory = 3500;
const workers = Math.min(2, availableParallelism());

interface Result {
  errors: number;
  states: number;
  depth: number;
  seconds: number;
  megabytes: number;
  /** What the checker says first; empty if it found nothing. */
  finding: string;
}

/** @throws Error that names the Debian package where the program is missing */
async function runProgram(
  program: string,
  args: string[],
  directory: string,
): Promise<string> {
  try {
    const { stdout } = await execute(program, args, {
      cwd: directory,
      maxBuffer: 2 ** 24,
    });
    return stdout;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isMissing = 'code' in error && error.code === 'ENOENT';
    if (!isMissing) throw error;
    const name = program === 'cc' ? 'gcc and libc6-dev' : program;
    throw new Error(`${program} is missing; the Debian package is ${name}`, {
      cause: error,
    });
  }
}

async function check(
  { model, macros, isEndless }: Run,
  directory: string,
): Promise<Result> {
  const flags = macros.split(' ').map((macro) => `-D${macro}`);
  await runProgram('spin', ['-a', ...flags, path.join(models, `${model}.pml`)], directory);
  const kind = isEndless ? ['-DNP', '-DNOFAIR'] : ['-DSAFETY'];
  const options = ['-O2', '-w', ...kind, `-DMEMLIM=${memory}`];
  await runProgram('cc', [...options, '-o', 'pan', 'pan.c'], directory);
  const search = isEndless ? ['-l', '-m10000'] : ['-m10000'];
  return readResult(await runProgram('./pan', search, directory));
}

/** @throws Error where the search did not end as it should */
function readResult(output: string): Result {
  const numberAfter = (pattern: RegExp) => Number(pattern.exec(output)?.[1]);
  const result = {
    errors: numberAfter(/errors: (\d+)/),
    states: numberAfter(/(\d+) states, stored/),
    depth: numberAfter(/depth reached (\d+)/),
    seconds: /elapsed time/.test(output) ? numberAfter(/elapsed time ([\d.]+)/) : 0,
    megabytes: numberAfter(/([\d.]+)\s+total actual memory usage/),
    finding: /^pan:1: (.*) \(at depth/m.exec(output)?.[1] ?? '',
  };
  const isCutShort = /out of memory|max search depth too small|Search not completed/.test(
    output,
  );
  const isReadable = Number.isFinite(result.errors) && Number.isFinite(result.states);
  if (!isReadable || (isCutShort && result.errors === 0))
    throw new Error(`the search did not look at every state:\n${output}`);
  return result;
}

function isAsExpected({ breaks }: Run, { errors, finding }: Result): boolean {
  return breaks === undefined ? errors === 0 : errors > 0 && breaks.test(finding);
}

function toLine(
  { model, macros, isEndless }: Run,
  result: Result,
  isRight: boolean,
): string {
  const { states, depth, seconds, megabytes, finding } = result;
  return [
    isRight ? 'ok   ' : 'WRONG',
    model.padEnd(8),
    `${macros}${isEndless ? ' (endless executions)' : ''}`.padEnd(56),
    `${states.toLocaleString('en')} states`.padStart(18),
    `depth ${depth}`.padStart(10),
    `${seconds.toFixed(1)} s`.padStart(8),
    `${Math.round(megabytes)} MB`.padStart(8),
    finding === '' ? ' holds' : ` ${finding}`,
  ].join(' ');
}

async function checkAndPrint(run: Run): Promise<boolean> {
  const directory = await mkdtemp(path.join(tmpdir(), 'bridgehook-model-'));
  const result = await check(run, directory);
  const isRight = isAsExpected(run, result);
  process.stdout.write(`${toLine(run, result, isRight)}\n`);
  if (isRight) await rm(directory, { recursive: true });
  else if (result.errors > 0)
    process.stdout.write(`      the steps: cd ${directory} && ./pan -r -n\n`);
  return isRight;
}

const open = runs.values();
const wrong: Run[] = [];
async function work(): Promise<void> {
  for (const run of open) if (!(await checkAndPrint(run))) wrong.push(run);
}

await Promise.all(Array.from({ length: workers }, work));
const right = runs.filter((run) => !wrong.includes(run));
const noticed = right.filter(({ breaks }) => breaks !== undefined).length;
process.stdout.write(
  `${right.length - noticed} configurations hold, ${noticed} mutants noticed` +
    `${wrong.length === 0 ? '' : `, ${wrong.length} not as they should be`}\n`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;
