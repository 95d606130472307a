import { join } from 'node:path';
import { startCommand } from '../../lib/command-line.ts';
import { UserError } from '../../lib/report.ts';
import { failureSchema } from '../../local/console/api/state.ts';
import { readRunFile } from '../../local/start/run-file.ts';
import { localFolder } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { callOf, type StackOptions } from './place-options.ts';

/**
 * Asks the console of the instance on this machine; a path begins behind `/api`.
 * @throws UserError with what the console answers, if it does not do what is asked
 */
export type AskConsole = (path: string, init?: RequestInit) => Promise<Response>;

/**
 * The console of the instance on this machine, for what only the running instance knows.
 * @throws UserError if nothing runs here, or it has no console
 */
export async function openConsoleApi(
  options: StackOptions,
  terminal: Terminal,
): Promise<AskConsole> {
  const start = startCommand(callOf(options, terminal));
  const running = readRunFile(join(localFolder(terminal), 'run.json'));
  if (running === undefined)
    throw new UserError(
      `Nothing runs on this machine. Start it in another terminal (${start}), ` +
        'or name a deployed stack with --stack.',
    );
  const { consoleUrl } = running;
  if (consoleUrl === undefined)
    throw new UserError(
      `The instance on this machine has no console. Stop it, and start it again (${start}).`,
    );
  return openApi(consoleUrl);
}

/** Opens the console with its token, as a browser does. */
async function openApi(consoleUrl: string): Promise<AskConsole> {
  const { origin, pathname } = new URL(consoleUrl);
  const opened = await fetchThere(consoleUrl, { redirect: 'manual' });
  const cookie = opened.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  return async (path, init = {}) => {
    const headers = { ...init.headers, cookie, origin };
    const response = await fetchThere(`${origin}${pathname}/api${path}`, {
      ...init,
      headers,
    });
    if (response.ok) return response;
    const failure = failureSchema.safeParse(await response.json().catch(() => undefined));
    throw new UserError(
      ...(failure.data?.error.lines ?? [`The console answers ${response.status}.`]),
    );
  };
}

async function fetchThere(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new UserError(
      'The instance on this machine does not answer. Is it still running?',
    );
  }
}
