import { join } from 'node:path';
import type { BridgeFile } from '../../functions/core/config/bridge-schema.ts';
import { currentKey } from '../../functions/core/current-key.ts';
import { type Call, startCommand } from '../../lib/command-line.ts';
import { UserError } from '../../lib/report.ts';
import { readKeysFile } from '../../local/keys/keys-file.ts';
import { readRunFile } from '../../local/start/run-file.ts';
import { setKeyCommand } from '../place/place.ts';
import { callOf, type PlaceOptions } from '../place/place-options.ts';
import { realBridge } from '../place/real-bridge.ts';
import { chooseWorkspace, readSources, type WorkspaceScope } from '../place/scope.ts';
import { localFolder } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** A workspace of Bridge and the way into it. */
export interface FoundBridge extends WorkspaceScope {
  /** For commands that are printed. */
  call: Call;
  apiKey: string;
  delivery: BridgeFile['delivery'];
}

interface WayIn {
  baseUrl: string;
  apiKey: string | undefined;
}

/**
 * Finds the API of a workspace: that of a deployed stack; else the real one, if the environment
 * names it; else that of the instance running here.
 * @throws UserError
 */
export async function findBridge(
  terminal: Terminal,
  options: PlaceOptions,
): Promise<FoundBridge> {
  const { bridge } = await readSources(options, terminal);
  const scope = chooseWorkspace(bridge, options.workspace, []);
  const stack = options.stack === 'local' ? undefined : options.stack;
  const call = callOf({ ...options, stack }, terminal);
  const { baseUrl, apiKey } =
    stack === undefined
      ? onThisMachine(terminal, scope, call)
      : { baseUrl: scope.baseUrl, apiKey: await keyInStack(stack, scope) };
  if (apiKey === undefined)
    throw new UserError(
      `The workspace ${scope.workspace} has no API key. ` +
        `Set it: ${setKeyCommand(scope.workspace, call)}`,
    );
  return { ...scope, baseUrl, call, apiKey, delivery: bridge.delivery };
}

async function keyInStack(
  name: string,
  { workspace }: WorkspaceScope,
): Promise<string | undefined> {
  const { openStack } = await import('../place/stack.ts');
  const stack = await openStack(name);
  return currentKey(await stack.readKeys('bridge'), workspace);
}

function onThisMachine(
  terminal: Terminal,
  { workspace }: WorkspaceScope,
  call: Call,
): WayIn {
  const real = realBridge(terminal.env);
  if (real !== undefined) return real;
  const folder = localFolder(terminal);
  const baseUrl = readRunFile(join(folder, 'run.json'))?.bridgeUrl;
  if (baseUrl !== undefined) {
    const keys = readKeysFile(join(folder, 'keys.json')).bridge;
    return { baseUrl, apiKey: currentKey(keys, workspace) };
  }
  throw new UserError(
    `Nothing runs on this machine. Start it (${startCommand(call)}) to probe its simulator; ` +
      'for the real API set BRIDGE_API_KEY and BRIDGE_BASE_URL, or name a deployed stack with --stack.',
  );
}
