import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import * as z from 'zod';

const root = join(import.meta.dirname, '../../..');
const program = join(root, 'cli/bridgehook.mjs');
const run = promisify(execFile);

const readySchema = z.object({
  message: z.literal('ready'),
  url: z.string(),
  consoleUrl: z.string(),
  bridge: z.object({ url: z.string() }),
});

/** `npm start` in a folder of its own, with a copy of the example configuration. */
export interface LocalInstance {
  /** Of the hooks. */
  url: string;
  /** With its token. */
  consoleUrl: string;
  bridgeUrl: string;
  /** Where it was started: the configuration is in `config`. */
  dir: string;
  /** All that it has written to its standard output and its standard error. */
  output(): string;
  /** Runs a command of Bridgehook there. @throws Error if it does not end with 0 */
  bridgehook(...words: string[]): Promise<string>;
  stop(): Promise<void>;
}

/**
 * @param more files beside those of the example configuration: text, by path in it
 * @throws Error if it ends before it is ready, with what it said
 */
export async function startInstance(
  more: Record<string, string> = {},
): Promise<LocalInstance> {
  const dir = mkdtempSync(join(tmpdir(), 'bridgehook-browser-'));
  cpSync(join(root, 'config'), join(dir, 'config'), { recursive: true });
  for (const [path, text] of Object.entries(more)) {
    const file = join(dir, 'config', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const child = spawn(
    process.execPath,
    [program, 'start', '--port', '0', '--json', '--record'],
    { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const written: string[] = [];
  child.stderr.on('data', (chunk) => written.push(String(chunk)));
  const ready = await readReady(child, written);
  return {
    url: ready.url,
    consoleUrl: ready.consoleUrl,
    bridgeUrl: ready.bridge.url,
    dir,
    output: () => written.join('\n'),
    async bridgehook(...words) {
      const { stdout } = await run(process.execPath, [program, ...words], { cwd: dir });
      return stdout;
    },
    async stop() {
      if (child.exitCode === null) {
        child.kill('SIGINT');
        await once(child, 'exit');
      }
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function readReady(
  { stdout }: ChildProcess,
  written: string[],
): Promise<z.output<typeof readySchema>> {
  if (stdout === null) throw new Error('its output is not read');
  const { promise, resolve, reject } =
    Promise.withResolvers<z.output<typeof readySchema>>();
  const lines = createInterface({ input: stdout });
  lines.on('line', (line) => {
    written.push(line);
    const ready = readySchema.safeParse(JSON.parse(line));
    if (ready.success) resolve(ready.data);
  });
  lines.on('close', () => reject(new Error(`It ended:\n${written.join('\n')}`)));
  return promise;
}
