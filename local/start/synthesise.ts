import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Annotations } from 'aws-cdk-lib';
import { stop } from 'esbuild';
import { buildApp } from '../../lib/bridgehook-app.ts';
import type { Settings } from '../../lib/config/settings.ts';
import { nobodyIsAlarmed } from '../../lib/stack/watching/alarms.ts';

/**
 * Synthesises the stack into a directory that `cleanup` removes. Gives the directory. The process
 * of the bundler, which waits for more, ends with it.
 */
export async function synthesise(
  settings: Settings,
  cleanup: AsyncDisposableStack,
): Promise<string> {
  const outdir = await mkdtemp(join(tmpdir(), 'bridgehook-'));
  cleanup.defer(() => rm(outdir, { recursive: true, force: true }));
  const app = await buildApp({ settings, stage: 'local', outdir });
  // Alarms are not played here.
  Annotations.of(app).acknowledgeWarning(nobodyIsAlarmed);
  await stop();
  return app.synth().directory;
}
