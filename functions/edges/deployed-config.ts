import { readFileSync } from 'node:fs';
import type { DeployedConfig } from '../core/config/bridge-schema.ts';

/**
 * The configuration that synth checked and put beside the bundle. It is ours, so it is not checked
 * again.
 */
export function readDeployedConfig(): DeployedConfig {
  return JSON.parse(
    readFileSync(new URL('./config.json', import.meta.url), 'utf8'),
  ) as DeployedConfig;
}
