import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** How a program ended, and what it printed. */
export interface Ended {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface ProgramOptions {
  cwd: string;
  /** Default: that of this process. */
  env?: NodeJS.ProcessEnv | undefined;
  /** What it reads from stdin. */
  input?: string | undefined;
}

/** Runs a program to its end. */
export async function runProgram(
  program: string,
  args: string[],
  { cwd, env, input = '' }: ProgramOptions,
): Promise<Ended> {
  const child = spawn(program, args, { cwd, env, stdio: 'pipe' });
  child.stdin.end(input);
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? -1));
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ]);
  return { exitCode, stdout, stderr };
}

/** Runs a script with the Node that runs this, to its end. */
export function runScript(
  script: string,
  args: string[],
  options: ProgramOptions,
): Promise<Ended> {
  return runProgram(process.execPath, [script, ...args], options);
}

/**
 * Runs a command line as a person would who copied it into the checkout's root.
 * @throws Error with all that it printed, if it did not end well
 */
export async function runAsPrinted(line: string): Promise<string> {
  const cwd = join(import.meta.dirname, '../../..');
  return assertWell(line, await runProgram('bash', ['-c', line], { cwd }));
}

/** @throws Error with all that the program printed, if it did not end well */
export function assertWell(what: string, { exitCode, stdout, stderr }: Ended): string {
  if (exitCode === 0) return stdout;
  throw new Error(`${what} ended with ${exitCode}:\n${stdout}\n${stderr}`);
}
