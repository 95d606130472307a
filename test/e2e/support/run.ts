import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newKey, startBridge, type TestBridge } from './bridge.ts';
import { copyConfiguration } from './configuration.ts';
import { removeStack } from './remove-stage.ts';
import { openStage, type Stage, thisCheckout } from './stage.ts';
import { readTarget, type Target } from './target.ts';

/** What the flows share: an AWS, a Bridge, and stages of this run's own. */
export interface Run {
  target: Target;
  bridge: TestBridge;
  /** For files of this run. */
  scratch: string;
  /** A stage that nobody else has, with a copy of the configuration; removed in the end. */
  openStage(suffix: string, checkout?: string): Promise<Stage>;
  end(): Promise<void>;
}

/** The sources of the configuration, and what makes a key for each. */
export const sources = {
  'website-form': () => randomBytes(24).toString('base64'),
  'typeform-signup': newKey,
  'hubspot-workflow': newKey,
  crm: () => randomBytes(24).toString('base64'),
  'branch-form': () => randomBytes(24).toString('base64'),
};

/** Starts the Bridge simulator; deploys nothing yet. */
export async function startRun(): Promise<Run> {
  const target = readTarget(process.env);
  Object.assign(process.env, target.env);
  const cleanup = new AsyncDisposableStack();
  const scratch = await mkdtemp(join(tmpdir(), 'bridgehook-e2e-'));
  cleanup.defer(() => rm(scratch, { recursive: true, force: true }));
  const id = `e2e-${randomBytes(3).toString('hex')}`;

  const configDir = join(scratch, 'config-of-bridge');
  await copyConfiguration(thisCheckout, configDir, 'http://127.0.0.1:9');
  const { bridgeUrl: url, bridgePort: port } = target;
  const bridge = await startBridge({ configDir, port, url, cleanup });

  return {
    target,
    bridge,
    scratch,
    async openStage(suffix, checkout = thisCheckout) {
      const name = `${id}${suffix}`;
      const ofStage = join(scratch, `config-${name}`);
      await copyConfiguration(checkout, ofStage, bridge.url);
      const stage = openStage({ target, name, configDir: ofStage, scratch, checkout });
      cleanup.defer(() => removeStack(target, stage.stack));
      return stage;
    },
    end: () => cleanup.disposeAsync(),
  };
}

/** Sets the keys of a stage: Bridge's, and one for each of these senders. */
export async function setKeys(
  stage: Stage,
  bridge: TestBridge,
  senders: readonly (keyof typeof sources)[],
): Promise<void> {
  await stage.setKey('main', bridge.key);
  for (const source of senders) await stage.setKey(source, sources[source]());
}
