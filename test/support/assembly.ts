import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Bundle, BundleOptions } from '../../lib/bundle/bundle.ts';

const built = new Map<string, Promise<string>>();

/**
 * Synthesises a configuration directory, once per test run, with the real bundles. Gives the
 * assembly's directory.
 */
export function assemblyOf(configDir: string): Promise<string> {
  const place = join(inject('assemblies'), hashOf(configDir));
  const assembly = built.get(place) ?? find(place, configDir);
  built.set(place, assembly);
  return assembly;
}

async function find(place: string, configDir: string): Promise<string> {
  if (existsSync(place)) return place;
  const { buildApp } = await import('../../lib/bridgehook-app.ts');
  const outdir = mkdtempSync(`${place}-`);
  (await buildApp({ configDir, stage: 'test', outdir, bundle: bundleOnce })).synth();
  return moveOrTake(outdir, place);
}

/** The code is the same for every configuration: only the first is made from it. */
async function bundleOnce({ entry, name, into, config }: BundleOptions): Promise<Bundle> {
  const shared = join(inject('assemblies'), `bundle-${name}`);
  if (!existsSync(shared)) {
    const { bundleFunction } = await import('../../lib/bundle/bundle.ts');
    const made = mkdtempSync(`${shared}-`);
    const bundle = await bundleFunction({ entry, name, into: made, config });
    writeFileSync(join(made, 'bundle.json'), JSON.stringify(bundle));
    moveOrTake(made, shared);
  }
  const bundle = JSON.parse(readFileSync(join(shared, 'bundle.json'), 'utf8')) as Bundle;
  const assetDirectory = join(into, name);
  cpSync(join(shared, name), assetDirectory, { recursive: true });
  writeFileSync(join(assetDirectory, 'config.json'), JSON.stringify(config));
  return { ...bundle, assetDirectory, sourceMap: join(shared, `${name}.mjs.map`) };
}

function moveOrTake(made: string, place: string): string {
  try {
    renameSync(made, place);
    return place;
  } catch {
    // Another test file was faster.
    return existsSync(place) ? place : made;
  }
}

function hashOf(dir: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort())
    if (/\.(ya?ml|json|http)$/.test(name))
      hash.update(JSON.stringify([name, readFileSync(join(dir, name), 'utf8')]));
  return hash.digest('hex').slice(0, 32);
}
