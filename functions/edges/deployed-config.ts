import { readFileSync } from 'node:fs';
import type { DeployedConfig } from '../core/config/bridge-schema.ts';

/**
 * The configuration that synth checked and put beside the bundle. It is ours, so it is not checked
 * again.
 */
export function readDeployedConfig(): DeployedConfig {
  const text = readFileSync(new URL('./config.json', import.meta.url), 'utf8');
  const config: DeployedConfig = JSON.parse(text);
  return config;
}
