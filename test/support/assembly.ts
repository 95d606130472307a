import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

const built = new Map<string, Promise<string>>();

/** Synthesises a configuration directory, once per test run, with the real bundles. Gives the assembly's directory. */
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
  (await buildApp({ configDir, stage: 'test', outdir })).synth();
  try {
    renameSync(outdir, place);
    return place;
  } catch {
    // Another test file was faster.
    return existsSync(place) ? place : outdir;
  }
}

function hashOf(dir: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort())
    if (/\.(ya?ml|json|http)$/.test(name)) hash.update(JSON.stringify([name, readFileSync(join(dir, name), 'utf8')]));
  return hash.digest('hex').slice(0, 32);
}
