import { canonicalJson, plainHash } from '../../functions/core/canonical.ts';
import type {
  BridgeFile,
  DeployedConfig,
} from '../../functions/core/config/bridge-schema.ts';
import { version } from '../version.ts';
import { deliverySeconds } from './bridge-file.ts';
import { configNameOf, directoryName } from './config-name.ts';
import { type Configuration, readConfiguration } from './configuration.ts';
import { plansOf } from './plans.ts';
import { problemsOf } from './problems/config-problem.ts';

/** What the stack is made from. Times in seconds. */
export interface Settings {
  /** What the configuration is known by. */
  configName: string;
  /** As it is seen from this repository: `config`. */
  configDir: string;
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

/**
 * Stands for all that decides what deliver does with an event: the configuration, the Bridge it
 * writes to, and the version of this code. Equal for equal ones.
 */
export function hashOfConfig({
  deployed,
  baseUrl,
}: Pick<Settings, 'deployed' | 'baseUrl'>): string {
  return plainHash(canonicalJson({ deployed, baseUrl, version })).slice(0, 16);
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
    plans: plansOf(sources.map(({ source }) => source)),
  };
  return {
    configName: configNameOf(dir, bridge),
    configDir: directoryName(dir),
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
