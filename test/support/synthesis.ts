import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle, BundleOptions } from '../../lib/bundle/bundle.ts';

/**
 * Synthesises configurations with the real bundles, each content once, below the directory. The
 * function gives the assembly's directory.
 */
export function createSynthesis(dir: string): (configDir: string) => Promise<string> {
  const assemblies = new Map<string, Promise<string>>();
  const bundles = new Map<string, Promise<Bundle>>();

  /** The code is the same for every configuration: only the first is made from it. */
  async function bundleOnce(options: BundleOptions): Promise<Bundle> {
    const { name, into, config } = options;
    const shared = bundles.get(name) ?? bundleInto(join(dir, `bundle-${name}`), options);
    bundles.set(name, shared);
    const bundle = await shared;
    const assetDirectory = join(into, name);
    cpSync(bundle.assetDirectory, assetDirectory, { recursive: true });
    writeFileSync(join(assetDirectory, 'config.json'), JSON.stringify(config));
    return { ...bundle, assetDirectory };
  }

  async function synthesise(configDir: string, outdir: string): Promise<string> {
    const { buildApp } = await import('../../lib/bridgehook-app.ts');
    (await buildApp({ configDir, stage: 'test', outdir, bundle: bundleOnce })).synth();
    return outdir;
  }

  return (configDir) => {
    const content = hashOf(configDir);
    const assembly = assemblies.get(content) ?? synthesise(configDir, join(dir, content));
    assemblies.set(content, assembly);
    return assembly;
  };
}

async function bundleInto(into: string, options: BundleOptions): Promise<Bundle> {
  const { bundleFunction } = await import('../../lib/bundle/bundle.ts');
  return bundleFunction({ ...options, into });
}

function hashOf(dir: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort())
    if (/\.(ya?ml|json|http)$/.test(name))
      hash.update(JSON.stringify([name, readFileSync(join(dir, name), 'utf8')]));
  return hash.digest('hex').slice(0, 32);
}
