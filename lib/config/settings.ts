import { canonicalJson, plainHash } from '../../functions/core/canonical.ts';
import type {
  BridgeFile,
  DeployedConfig,
} from '../../functions/core/config/bridge-schema.ts';
import { deliverySeconds } from './bridge-file.ts';
import { type Configuration, readConfiguration } from './configuration.ts';
import { problemsOf } from './problems/config-problem.ts';

/** What the stack is made from. Times in seconds. */
export interface Settings {
  workspaces: BridgeFile['workspaces'];
  baseUrl: string;
  publicUrl?: string | undefined;
  alarmEmail?: string | undefined;
  runbookUrl?: string | undefined;
  logRetentionDays: number;
  throttle: BridgeFile['throttle'];
  delivery: DeployedConfig['delivery'];
  /** Goes beside each bundle as config.json. */
  deployed: DeployedConfig;
}

/** Stands for a configuration as it is deployed: equal for equal ones. */
export function hashOfConfig(deployed: DeployedConfig): string {
  return plainHash(canonicalJson(deployed)).slice(0, 16);
}

/**
 * Reads a configuration directory for deployment.
 * @throws UserError with all problems of all files
 */
export async function loadSettings(dir: string): Promise<Settings> {
  return toSettings(await readConfiguration(dir));
}

/**
 * The settings of a configuration that has been read.
 * @throws UserError with all its problems
 */
export function toSettings(configuration: Configuration): Settings {
  const { dir, bridge, sources, problems } = configuration;
  if (bridge === undefined || problems.length > 0) throw problemsOf(dir, problems);
  const delivery = deliverySeconds(bridge);
  const deployed: DeployedConfig = {
    workspaces: Object.fromEntries(
      Object.entries(bridge.workspaces).map(([name, { id }]) => [name, { id }]),
    ),
    delivery,
    behaviour: bridge.behaviour,
    sources: Object.fromEntries(sources.map(({ source }) => [source.name, source])),
  };
  return {
    workspaces: bridge.workspaces,
    baseUrl: bridge.baseUrl,
    publicUrl: bridge.publicUrl,
    alarmEmail: bridge.alarmEmail,
    runbookUrl: bridge.runbookUrl,
    logRetentionDays: bridge.logRetentionDays,
    throttle: bridge.throttle,
    delivery,
    deployed,
  };
}
