import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { newSourceFile, samplesOf } from '../../lib/providers/new-source.ts';
import type { Provider } from '../../lib/providers/providers.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

/**
 * A configuration with one source for each provider, under its name: as its file suggests, with its
 * samples.
 * @returns the directory
 */
export function writeProviderConfig(
  providers: readonly Provider[],
  write: (provider: Provider) => string = (provider) =>
    newSourceFile(provider, { workspace: 'main' }),
): string {
  const dir = temporaryDir('providers');
  mkdirSync(join(dir, 'sources'));
  const workspaces = { main: { id: 'b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a1235' } };
  writeFileSync(join(dir, 'bridge.yaml'), stringify({ workspaces }));
  for (const provider of providers) {
    writeFileSync(join(dir, `sources/${provider.name}.yaml`), write(provider));
    const folder = join(dir, `sources/${provider.name}.samples`);
    mkdirSync(folder);
    for (const { name, bytes } of samplesOf(provider))
      writeFileSync(join(folder, name), bytes);
  }
  return dir;
}
