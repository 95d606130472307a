import { PassThrough, Writable } from 'node:stream';
import { runCli } from '../../cli/main.ts';
import type { CommandRun } from './run-command.ts';

/** What a person sees, and what they type then. */
export type Reply = readonly [seen: string, keys: string];

/**
 * Runs a command as a person at a terminal would, who types each reply once its text is shown.
 */
export async function runAtTerminal(
  argv: string[],
  cwd: string,
  replies: readonly Reply[],
): Promise<CommandRun> {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
  const written = { stdout: '', stderr: '' };
  const waiting = [...replies];
  const collect = (into: keyof typeof written) =>
    new Writable({
      write(chunk, _, done) {
        written[into] += String(chunk);
        reply();
        done();
      },
    });
  let from = 0;
  function reply() {
    const [next] = waiting;
    const at = next === undefined ? -1 : written.stderr.indexOf(next[0], from);
    if (next === undefined || at < 0) return;
    from = at + next[0].length;
    waiting.shift();
    setImmediate(() => stdin.write(next[1]));
  }
  const stderr = Object.assign(collect('stderr'), { isTTY: true });
  const code = await runCli(argv, {
    cwd,
    env: {},
    stdin,
    stdout: collect('stdout'),
    stderr,
    now: () => 0,
  });
  return { code, ...written };
}
