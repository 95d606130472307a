import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** `bridgehook console`, as a person starts it, and its API as its page asks it. */
export interface ConsoleProcess {
  /** With its token. */
  url: string;
  /** All that it has written. */
  output(): string;
  /** Asks its API, with its cookie; a path begins behind `/api`. With a body it is a POST. */
  ask(path: string, body?: object): Promise<Asked>;
  /** Reads the stream of changed rows until some text is in it. */
  readStream(version: number, text: string): Promise<void>;
  /** Ctrl-C. Gives the exit code. */
  stop(): Promise<number | null>;
}

/** An answer, parsed; `text` is all of it. */
export interface Asked {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the schemas of the API have tests of their own
  json: any;
  text: string;
}

const program = join(import.meta.dirname, '../../cli/bridgehook.mjs');

/**
 * Starts a console and opens it with its token.
 * @param options of `bridgehook console`
 * @throws Error with what it wrote, if it ends before it is served
 */
export async function startConsoleProcess(
  options: readonly string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<ConsoleProcess> {
  const argv = [program, 'console', ...options, '--port', '0'];
  const child = spawn(process.execPath, argv, { cwd, env, stdio: 'pipe' });
  let written = '';
  const url = await new Promise<string>((resolve, reject) => {
    const take = (chunk: unknown) => {
      written += String(chunk);
      const [found] = /http:\S+token=[\w-]+(?=")?/.exec(written) ?? [];
      if (found !== undefined && written.includes('\n')) resolve(found);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('close', () => reject(new Error(`It ended:\n${written}`)));
  });
  const { origin, pathname } = new URL(url);
  const opened = await fetch(url, { redirect: 'manual' });
  const [cookie = ''] = opened.headers.getSetCookie().map((text) => text.split(';')[0]);
  return {
    url,
    output: () => written,
    async ask(path, body) {
      const response = await fetch(`${origin}${pathname}/api${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { cookie, origin, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, json: JSON.parse(text), text };
    },
    async readStream(version, text) {
      const path = `${origin}${pathname}/api/timeline/stream?version=${version}`;
      const { body } = await fetch(path, { headers: { cookie, origin } });
      let read = '';
      for await (const chunk of body ?? []) {
        read += Buffer.from(chunk).toString();
        if (read.includes(text)) return;
      }
      throw new Error(`The stream ended:\n${read}`);
    },
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      child.kill('SIGINT');
      await once(child, 'close');
      return child.exitCode;
    },
  };
}
