import { join } from 'node:path';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { currentKey } from '../../functions/core/current-key.ts';
import { signingKeyName } from '../../functions/core/verify/verify-request.ts';
import { type Call, startCommand } from '../../lib/command-line.ts';
import { UsageError, UserError } from '../../lib/report.ts';
import { describeFault } from '../../local/keys/judge-key.ts';
import { type NamedKeys, readKeysFile } from '../../local/keys/keys-file.ts';
import { readRunFile } from '../../local/start/run-file.ts';
import { localFolder } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { setKeyCommand } from './place.ts';
import { callOf, type StackOptions } from './place-options.ts';

/** Where a source's hook is, and the key that belongs there. URLs without a trailing slash. */
export interface Destination {
  /** Where to connect to. */
  url: string;
  /** Where the hook is below that: not always where senders see it. */
  pathThere: string;
  /** What senders call it: what is signed, and what is pasted at the provider. */
  publicUrl: string;
  /** The hook below `publicUrl`. */
  path: string;
  /** Parameters that were given with the address, without `?`. */
  query: string;
  /**
   * The signing key; `''` where the source needs none.
   * @throws UserError if there is none, with how to set it
   */
  readKey(): Promise<string>;
  /** All keys that sign there, or that handshakes need. */
  readKeys(): Promise<NamedKeys>;
}

interface Wanted {
  source: Source;
  /** What bridge.yaml says. */
  publicUrl: string | undefined;
  /** Which instance: a deployed stack, or that on this machine. */
  options: StackOptions;
  /** An address, instead of the running instance's. */
  to?: string | undefined;
}

/** An address that was given. */
interface Address {
  url: string;
  pathThere: string;
  query: string;
}

/** A hook, and an address for it if one was given. */
interface Hook {
  path: string;
  given: Address | undefined;
}

const defaultUrl = 'http://127.0.0.1:3000';

/**
 * Finds the hook of a source: at an address, in a deployed stack, in the instance running here, or
 * where one would run.
 * @throws UserError
 */
export async function findDestination(
  terminal: Terminal,
  { source, publicUrl, options, to }: Wanted,
): Promise<Destination> {
  const path = `/hooks/${source.name}`;
  const hook = { path, given: to === undefined ? undefined : parseAddress(to, path) };
  const call = callOf(options, terminal);
  return options.stack === undefined
    ? onThisMachine(terminal, source, hook, publicUrl, call)
    : inStack(options.stack, source, hook, call);
}

async function inStack(
  stack: string,
  source: Source,
  { path, given }: Hook,
  call: Call,
): Promise<Destination> {
  const { openStack } = await import('./stack.ts');
  const deployed = await openStack(stack);
  const { origin } = new URL(deployed.output('HooksUrl'));
  return {
    url: origin,
    pathThere: path,
    query: '',
    ...given,
    publicUrl: origin,
    path,
    readKeys: () => deployed.readKeys('signing'),
    async readKey() {
      const name = signingKeyName(source);
      if (name === undefined) return '';
      const keys = await deployed.readKeys('signing');
      const key = currentKey(keys, name);
      if (key !== undefined) return key;
      throw new UserError(
        `The stack ${stack} has ${whyNoKey(keys, name)}. Set it: ${setKeyCommand(source.name, call)}`,
      );
    },
  };
}

function onThisMachine(
  terminal: Terminal,
  source: Source,
  { path, given }: Hook,
  publicUrl: string | undefined,
  call: Call,
): Destination {
  const folder = localFolder(terminal);
  const running = readRunFile(join(folder, 'run.json'));
  const url = given?.url ?? running?.url ?? defaultUrl;
  const isRunning =
    running !== undefined && [running.url, running.publicUrl].some(isSamePlace(url));
  return {
    url,
    pathThere: path,
    query: '',
    ...given,
    publicUrl: isRunning ? running.publicUrl : (publicUrl ?? url),
    path,
    readKeys: async () => readKeysFile(join(folder, 'keys.json')).signing,
    async readKey() {
      const name = signingKeyName(source);
      if (name === undefined) return '';
      const keysFile = join(folder, 'keys.json');
      const keys = readKeysFile(keysFile).signing;
      const key = currentKey(keys, name);
      if (key !== undefined) return key;
      throw new UserError(
        `${keysFile} has ${whyNoKey(keys, name)}. Start again (${startCommand(call)}), ` +
          `which makes one up where none is, or set it: ${setKeyCommand(source.name, call)}`,
      );
    },
  };
}

function whyNoKey(keys: NamedKeys, name: string): string {
  const fault = Object.hasOwn(keys, name) ? keys[name]?.fault : undefined;
  return fault === undefined
    ? `no key ${name}`
    : `a key ${name} that ${describeFault(fault)}`;
}

/** `--to`: the hook's whole address, or only scheme and host. */
function parseAddress(to: string, path: string): Address {
  const url = URL.parse(to);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(
      `--to ${to} is not a URL. Write for example ${defaultUrl}${path}`,
    );
  return {
    url: url.origin,
    pathThere: url.pathname === '/' ? path : url.pathname,
    query: url.search.slice(1),
  };
}

/** `localhost` and 127.0.0.1 are one place. */
function isSamePlace(url: string): (other: string) => boolean {
  const named = url.replace('://localhost', '://127.0.0.1');
  return (other) => other.replace('://localhost', '://127.0.0.1') === named;
}
