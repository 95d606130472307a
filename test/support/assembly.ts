import { buildApp } from '../../lib/bridgehook-app.ts';
import { temporaryDir } from './temporary-dir.ts';

const built = new Map<string, Promise<string>>();

/** Synthesises a configuration directory, once per test file, with the real bundles. Gives the assembly's directory. */
export function assemblyOf(configDir: string): Promise<string> {
  let assembly = built.get(configDir);
  if (assembly === undefined) {
    assembly = buildApp({ configDir, stage: 'test', outdir: temporaryDir('flow') }).then((app) => app.synth().directory);
    built.set(configDir, assembly);
  }
  return assembly;
}
