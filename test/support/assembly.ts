import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../lib/bridgehook-app.ts';

const built = new Map<string, Promise<string>>();

/** Synthesises a configuration directory, once per test file, with the real bundles. Gives the assembly's directory. */
export function assemblyOf(configDir: string): Promise<string> {
  let assembly = built.get(configDir);
  if (assembly === undefined) {
    assembly = buildApp({ configDir, stage: 'test', outdir: mkdtempSync(join(tmpdir(), 'bridgehook-flow-')) }).then(
      (app) => app.synth().directory,
    );
    built.set(configDir, assembly);
  }
  return assembly;
}
