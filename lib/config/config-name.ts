import { realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const root = realpathSync(join(import.meta.dirname, '../..'));

/**
 * What a configuration is known by, so that another one is not deployed over a stage by mistake:
 * its `name`, else its directory as it is seen from this repository, however it was written.
 * @throws Error if there is no such directory
 */
export function configNameOf(dir: string, name: string | undefined): string {
  return name ?? (relative(root, realpathSync(dir)).split(sep).join('/') || '.');
}
