import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../lib/bridgehook-app.ts';
import type { Settings } from '../../lib/config/settings.ts';

/** Synthesises the stack into a directory that `cleanup` removes. Gives the directory. */
export async function synthesise(
  settings: Settings,
  cleanup: AsyncDisposableStack,
): Promise<string> {
  const outdir = await mkdtemp(join(tmpdir(), 'bridgehook-'));
  cleanup.defer(() => rm(outdir, { recursive: true, force: true }));
  const app = await buildApp({ settings, stage: 'local', outdir });
  return app.synth().directory;
}
