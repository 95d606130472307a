import { realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { BridgeFile } from '../../functions/core/config/bridge-schema.ts';
import { sampleWorkspaces } from './workspace-notes.ts';

const root = realpathSync(join(import.meta.dirname, '../..'));

/**
 * What a configuration is known by, so that another one is not deployed over a stage by mistake:
 * its `name`, else its directory as `directoryName` gives it. Where an id is still the sample's,
 * that is added: every clone of this repository has an example in the same place, and must not
 * replace what is in use.
 * @throws Error if there is no such directory
 */
export function configNameOf(
  dir: string,
  { name, workspaces }: Pick<BridgeFile, 'name' | 'workspaces'>,
): string {
  if (name !== undefined) return name;
  const isExample = sampleWorkspaces(workspaces).length > 0;
  return `${directoryName(dir)}${isExample ? ' (example)' : ''}`;
}

/**
 * A directory as it is seen from this repository, however it was written: `config`, `../acme`.
 * @throws Error if there is no such directory
 */
export function directoryName(dir: string): string {
  return relative(root, realpathSync(dir)).split(sep).join('/') || '.';
}
