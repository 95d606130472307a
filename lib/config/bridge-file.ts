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
import { aboutFile, type Checked, type ConfigProblem } from './problems/config-problem.ts';
import { workspaceNotes } from './workspace-notes.ts';

/** `bridge.yaml` as read, with what is to be known before it is deployed. */
export interface CheckedBridge extends Checked<BridgeFile | undefined> {
  notes: ConfigProblem[];
}

/** Reads `bridge.yaml` and checks its limits. */
export async function readBridge(dir: string): Promise<CheckedBridge> {
  const path = join(dir, 'bridge.yaml');
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) {
    const cure =
      'write it (config/bridge.yaml of the repository shows how), ' +
      'or name another directory with --config';
    const problem = aboutFile(path, 'there is no such file', cure);
    return { value: undefined, problems: [problem], notes: [] };
  }
  const file = readConfigFile(path, bytes);
  if (file.value === undefined)
    return { value: undefined, problems: file.problems, notes: [] };
  const { data: value, error } = bridgeSchema.safeParse(file.value);
  if (value === undefined) {
    const problems = issuesToProblems(file, error.issues, bridgeJsonSchema());
    return { value, problems, notes: [] };
  }
  const limited = { delivery: deliverySeconds(value), workspaces: value.workspaces };
  const problems = limitProblems(limited).map(({ path: key, what, cure }) =>
    file.problemAt(key, { what: `${key.join('.')} ${what}`, cure }),
  );
  const notes = workspaceNotes(value.workspaces).map(({ path: key, ...note }) =>
    file.problemAt(key, note),
  );
  return { value, problems, notes };
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
