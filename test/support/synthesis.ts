import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle, BundleOptions } from '../../lib/bundle/bundle.ts';

const functions = join(import.meta.dirname, '../../functions');

export interface Synthesis {
  /**
   * Synthesises a configuration directory with the real bundles, each content once. Gives the
   * assembly's directory.
   */
  synthesise(configDir: string): Promise<string>;
  /** Bundles a function, once: its code is the same for every configuration. */
  bundle(name: string): Promise<Bundle>;
}

/** Keeps what it makes below the directory. */
export function createSynthesis(dir: string): Synthesis {
  const assemblies = new Map<string, Promise<string>>();
  const bundles = new Map<string, Promise<Bundle>>();

  async function make(configDir: string, outdir: string): Promise<string> {
    const { Annotations } = await import('aws-cdk-lib');
    const { buildApp } = await import('../../lib/bridgehook-app.ts');
    const { nobodyIsAlarmed } = await import('../../lib/stack/watching/alarms.ts');
    const placeBundle = async ({ name, into, config }: BundleOptions) =>
      place(await bundle(name), join(into, name), config);
    const app = await buildApp({ configDir, stage: 'test', outdir, bundle: placeBundle });
    Annotations.of(app).acknowledgeWarning(nobodyIsAlarmed);
    app.synth();
    return outdir;
  }

  function bundle(name: string): Promise<Bundle> {
    const made = bundles.get(name) ?? bundleInto(join(dir, `bundle-${name}`), name);
    bundles.set(name, made);
    return made;
  }

  return {
    bundle,
    synthesise(configDir) {
      const content = hashOf(configDir);
      const assembly = assemblies.get(content) ?? make(configDir, join(dir, content));
      assemblies.set(content, assembly);
      return assembly;
    },
  };
}

async function bundleInto(into: string, name: string): Promise<Bundle> {
  const { bundleFunction } = await import('../../lib/bundle/bundle.ts');
  return bundleFunction({ entry: join(functions, `${name}.ts`), name, into, config: {} });
}

function place(bundle: Bundle, assetDirectory: string, config: unknown): Bundle {
  cpSync(bundle.assetDirectory, assetDirectory, { recursive: true });
  writeFileSync(join(assetDirectory, 'config.json'), JSON.stringify(config));
  return { ...bundle, assetDirectory };
}

function hashOf(dir: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort())
    if (/\.(ya?ml|json|http)$/.test(name))
      hash.update(JSON.stringify([name, readFileSync(join(dir, name), 'utf8')]));
  return hash.digest('hex').slice(0, 32);
}
