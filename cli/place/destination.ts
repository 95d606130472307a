import { join } from 'node:path';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { signingKeyName } from '../../functions/core/receive/verify-request.ts';
import { UserError } from '../../lib/report.ts';
import { readKeysFile } from '../../local/keys/keys-file.ts';
import { readRunFile } from '../../local/start/run-file.ts';
import { localFolder } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Where a source's hook is, and the key that belongs there. URLs without a trailing slash. */
export interface Destination {
  /** Where to connect to. */
  url: string;
  /** What senders call it: what is signed, and what is pasted at the provider. */
  publicUrl: string;
  /** The hook below either. */
  path: string;
  /** The signing key; `''` where the source needs none, `undefined` where there is none. */
  readKey(): Promise<string | undefined>;
  /** What to say if there is none. */
  noKey: string;
}

interface Wanted {
  source: Source;
  /** What bridge.yaml says. */
  publicUrl: string | undefined;
  /** A deployed stack, instead of this machine. */
  stack?: string | undefined;
  /** An address, instead of the running instance's. */
  to?: string | undefined;
}

const defaultUrl = 'http://127.0.0.1:3000';

/**
 * Finds the hook of a source: at an address, in a deployed stack, in the instance running here, or
 * where one would run.
 */
export async function findDestination(
  terminal: Terminal,
  { source, publicUrl, stack, to }: Wanted,
): Promise<Destination> {
  const keyName = signingKeyName(source);
  const path = `/hooks/${source.name}`;
  const given = to === undefined ? undefined : parseAddress(to, path);
  if (stack !== undefined) {
    const { openStack } = await import('./stack.ts');
    const deployed = await openStack(stack);
    const hooks = new URL(deployed.output('HooksUrl'));
    return {
      url: given?.url ?? hooks.origin,
      publicUrl: hooks.origin,
      path: given?.path ?? path,
      noKey: `The stack ${stack} has no key ${keyName}. Set it: npx bridgehook keys set ${source.name} --stack ${stack}`,
      readKey: async () =>
        keyName === undefined ? '' : current(await deployed.readKeys('signing'), keyName),
    };
  }
  const folder = localFolder(terminal);
  const keysFile = join(folder, 'keys.json');
  const running = readRunFile(join(folder, 'run.json'));
  const url = given?.url ?? running?.url ?? defaultUrl;
  const isRunning = running !== undefined && (url === running.url || url === running.publicUrl);
  return {
    url,
    publicUrl: isRunning ? running.publicUrl : (publicUrl ?? url),
    path: given?.path ?? path,
    noKey: `${keysFile} has no key ${keyName}. Start once (npm start), or set it: npx bridgehook keys set ${source.name}`,
    readKey: async () =>
      keyName === undefined ? '' : current(readKeysFile(keysFile).signing, keyName),
  };
}

function current(keys: Record<string, { current: string }>, name: string): string | undefined {
  return (Object.hasOwn(keys, name) && keys[name]?.current) || undefined;
}

/** `--to`: the hook's whole address, or only scheme and host. */
function parseAddress(to: string, path: string): { url: string; path: string } {
  const url = URL.parse(to);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UserError(`--to ${to} is not a URL. Write for example ${defaultUrl}${path}`);
  return { url: url.origin, path: url.pathname === '/' ? path : `${url.pathname}${url.search}` };
}
