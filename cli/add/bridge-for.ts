import { join } from 'node:path';
import type { BridgeFile } from '../../functions/core/config/bridge-schema.ts';
import { readBridge } from '../../lib/config/bridge-file.ts';
import { formatProblems } from '../../lib/config/problems/config-problem.ts';
import { UserError } from '../../lib/report.ts';
import { isThere } from './is-there.ts';

/** What bridge.yaml says, or will say. */
export interface BridgeFor {
  bridge: BridgeFile;
  /** There is none yet: the example becomes it. */
  isExample: boolean;
}

/** Holds the `bridge.yaml` that a configuration begins with. */
export const exampleDir = join(import.meta.dirname, 'example');

/**
 * The `bridge.yaml` of a configuration directory, else the example.
 * @throws UserError if it cannot be read
 */
export async function bridgeFor(dir: string): Promise<BridgeFor> {
  const isExample = !isThere(join(dir, 'bridge.yaml'));
  const { value, problems } = await readBridge(isExample ? exampleDir : dir);
  if (value === undefined) throw new UserError(formatProblems(problems));
  return { bridge: value, isExample };
}
