import { canonicalJson, plainHash } from '../../functions/core/canonical.ts';
import type { BridgeFile, DeployedConfig } from '../../functions/core/config/bridge-schema.ts';
import {
  type Configuration,
  deliverySeconds,
  formatProblems,
  readConfiguration,
} from './configuration.ts';

/** What the stack is made from. Times in seconds. */
export interface Settings {
  workspaces: BridgeFile['workspaces'];
  baseUrl: string;
  publicUrl?: string;
  alarmEmail?: string;
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

/** The configuration cannot be deployed. `report` lists every problem. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly report: string;

  constructor(configuration: Configuration) {
    const { length } = configuration.problems;
    super(`${configuration.dir} has ${length} ${length === 1 ? 'problem' : 'problems'}`);
    this.report = `${formatProblems(configuration.problems)}\n\n${this.message}.`;
  }
}

/**
 * Reads a configuration directory for deployment. Throws ConfigurationError with all problems of
 * all files.
 */
export async function loadSettings(dir: string): Promise<Settings> {
  return toSettings(await readConfiguration(dir));
}

/**
 * The settings of a configuration that has been read. Throws ConfigurationError if it has a
 * problem.
 */
export function toSettings(configuration: Configuration): Settings {
  const { bridge, sources, problems } = configuration;
  if (bridge === undefined || problems.length > 0) throw new ConfigurationError(configuration);
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
    ...(bridge.publicUrl === undefined ? {} : { publicUrl: bridge.publicUrl }),
    ...(bridge.alarmEmail === undefined ? {} : { alarmEmail: bridge.alarmEmail }),
    logRetentionDays: bridge.logRetentionDays,
    throttle: bridge.throttle,
    delivery,
    deployed,
  };
}
