import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Behaviour } from '../../functions/core/config/bridge-schema.ts';
import { flowConfig } from './flow.ts';
import { temporaryDir } from './temporary-dir.ts';

/**
 * A copy of the flows' configuration with something more in bridge.yaml, and something else in the
 * file of the source `crm`.
 */
export function flowConfigWith(
  behaviour: Partial<Behaviour>,
  changeCrm = (crm: string) => crm,
): string {
  const dir = temporaryDir('config');
  cpSync(flowConfig, dir, { recursive: true });
  const edit = (file: string, change: (text: string) => string) =>
    writeFileSync(join(dir, file), change(readFileSync(join(dir, file), 'utf8')));
  edit(
    'bridge.yaml',
    (text) =>
      `${text}${Object.keys(behaviour).length === 0 ? '' : stringify({ behaviour })}`,
  );
  edit('sources/crm.yaml', changeCrm);
  return dir;
}
