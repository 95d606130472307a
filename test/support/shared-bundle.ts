import { copyFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Bundle, BundleOptions } from '../../lib/bundle/bundle.ts';

/**
 * Stands in for the bundler of lib where a test starts the whole product in its own process: the
 * code is bundled once per test run, by the process that synthesises.
 *
 * @throws Error with what the bundler says
 */
export async function bundleFunction({
  name,
  into,
  config,
}: BundleOptions): Promise<Bundle> {
  const response = await fetch(new URL(`/bundle/${name}`, inject('synthesis')), {
    method: 'POST',
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  const shared = JSON.parse(answer) as Bundle;
  const assetDirectory = join(into, name);
  const sourceMap = join(into, `${name}.mjs.map`);
  cpSync(shared.assetDirectory, assetDirectory, { recursive: true });
  copyFileSync(shared.sourceMap, sourceMap);
  writeFileSync(join(assetDirectory, 'config.json'), JSON.stringify(config));
  return { ...shared, assetDirectory, sourceMap };
}
