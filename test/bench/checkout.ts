import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Synthesises with the modules of a checkout, this one or another. Gives the assembly. */
export async function synthesise(
  checkout: string,
  configDir: string,
  outdir: string,
): Promise<string> {
  const script = join(import.meta.dirname, 'synthesise.ts');
  await promisify(execFile)(process.execPath, [script, checkout, configDir, outdir]);
  return outdir;
}
