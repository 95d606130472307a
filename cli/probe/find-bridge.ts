import { join } from 'node:path';
import type { BridgeFile } from '../../functions/core/config/bridge-schema.ts';
import { formatProblems } from '../../lib/config/config-problem.ts';
import { readConfiguration } from '../../lib/config/configuration.ts';
import { UserError } from '../../lib/report.ts';
import { readKeysFile } from '../../local/keys/keys-file.ts';
import { readRunFile } from '../../local/start/run-file.ts';
import { unknownName } from '../place/find-source.ts';
import { realBridge } from '../start/command.ts';
import { fromHere, localFolder } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** A workspace of Bridge and the way into it. */
export interface FoundBridge {
  baseUrl: string;
  /** Its name in bridge.yaml, and its id in Bridge. */
  workspace: string;
  workspaceId: string;
  apiKey: string;
  /** The command that sets the key. */
  setKey: string;
  delivery: BridgeFile['delivery'];
}

interface Wanted {
  config: string;
  workspace?: string | undefined;
  /** A deployed stack; `local` or nothing is this machine. */
  stack?: string | undefined;
}

/**
 * Finds the API of a workspace: that of a deployed stack; else the real one, if the environment
 * names it; else that of the instance running here. Throws a UserError.
 */
export async function findBridge(
  terminal: Terminal,
  { config, workspace: wanted, stack }: Wanted,
): Promise<FoundBridge> {
  const dir = fromHere(terminal, config);
  const { bridge, problems } = await readConfiguration(dir);
  if (bridge === undefined) throw new UserError(formatProblems(problems));
  const workspace = chooseWorkspace(bridge, wanted, join(dir, 'bridge.yaml'));
  const isDeployed = stack !== undefined && stack !== 'local';
  const setKey = `npx bridgehook keys set ${workspace}${isDeployed ? ` --stack ${stack}` : ''}`;
  const { baseUrl, apiKey } = isDeployed
    ? await ofStack(stack, workspace, bridge.baseUrl)
    : ofThisMachine(terminal, workspace);
  if (apiKey === undefined)
    throw new UserError(`There is no API key of the workspace ${workspace}. Set it: ${setKey}`);
  const { id: workspaceId = '' } = bridge.workspaces[workspace] ?? {};
  return { baseUrl, workspace, workspaceId, apiKey, setKey, delivery: bridge.delivery };
}

function chooseWorkspace(
  { workspaces }: BridgeFile,
  wanted: string | undefined,
  file: string,
): string {
  const names = Object.keys(workspaces);
  if (wanted !== undefined && Object.hasOwn(workspaces, wanted)) return wanted;
  if (wanted !== undefined) throw new UserError(unknownName(wanted, names, file));
  const [only, second] = names;
  if (only !== undefined && second === undefined) return only;
  throw new UserError(`Which workspace? Say --workspace with one of ${names.join(', ')}.`);
}

async function ofStack(name: string, workspace: string, baseUrl: string) {
  const { openStack } = await import('../place/stack.ts');
  const stack = await openStack(name);
  return { baseUrl, apiKey: current(await stack.readKeys('bridge'), workspace) };
}

function ofThisMachine(terminal: Terminal, workspace: string) {
  const real = realBridge(terminal.env);
  if (real !== undefined) return real;
  const folder = localFolder(terminal);
  const baseUrl = readRunFile(join(folder, 'run.json'))?.bridgeUrl;
  if (baseUrl !== undefined)
    return { baseUrl, apiKey: current(readKeysFile(join(folder, 'keys.json')).bridge, workspace) };
  throw new UserError(
    'Nothing runs here. Start it with npm start to probe its simulator; for the real API set ' +
      'BRIDGE_API_KEY and BRIDGE_BASE_URL, or name a deployed stack with --stack.',
  );
}

function current(keys: Record<string, { current: string }>, name: string): string | undefined {
  return (Object.hasOwn(keys, name) && keys[name]?.current) || undefined;
}
