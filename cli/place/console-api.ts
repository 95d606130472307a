import { UserError } from '../../lib/report.ts';
import { failureSchema } from '../../local/console/api/state.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { findConsole } from './place.ts';
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
  return openApi(findConsole(terminal, callOf(options, terminal)));
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
