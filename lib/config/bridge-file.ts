import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BridgeFile,
  bridgeSchema,
  type DeployedConfig,
} from '../../functions/core/config/bridge-schema.ts';
import { readConfigFile } from './config-file.ts';
import { bridgeJsonSchema } from './config-schemas.ts';
import { limitProblems } from './limits.ts';
import { issuesToProblems } from './problems/config-issues.ts';
import { aboutFile, type Checked } from './problems/config-problem.ts';

/** Reads `bridge.yaml` and checks its limits. */
export async function readBridge(dir: string): Promise<Checked<BridgeFile | undefined>> {
  const path = join(dir, 'bridge.yaml');
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) {
    const cure =
      'write it (config/bridge.yaml of the repository shows how), ' +
      'or name another directory with --config';
    return { value: undefined, problems: [aboutFile(path, 'there is no such file', cure)] };
  }
  const file = readConfigFile(path, bytes);
  if (file.value === undefined) return { value: undefined, problems: file.problems };
  const { data: value, error } = bridgeSchema.safeParse(file.value);
  if (value === undefined) {
    return { value, problems: issuesToProblems(file, error.issues, bridgeJsonSchema()) };
  }
  const problems = limitProblems(deliverySeconds(value)).map(({ setting, what, cure }) =>
    file.problemAt(['delivery', setting], { what: `delivery.${setting} ${what}`, cure }),
  );
  return { value, problems };
}

/** The delivery limits of `bridge.yaml` with their unit in the name. */
export function deliverySeconds({ delivery }: BridgeFile): DeployedConfig['delivery'] {
  const { requestTimeout, settle, maxEventAge, dedupeFor, keepEvents } = delivery;
  return {
    requestTimeoutSeconds: requestTimeout,
    settleSeconds: settle,
    maxEventAgeSeconds: maxEventAge,
    dedupeForSeconds: dedupeFor,
    keepEventsSeconds: keepEvents,
  };
}
