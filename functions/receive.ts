import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import { usePlans } from './core/expression.ts';
import { handshakeKeys } from './core/handshake/key-names.ts';
import { signingKeyNames } from './core/verify/verify-request.ts';
import { receiveQueueOptions, secretsOptions } from './edges/clients.ts';
import { clocks } from './edges/clocks.ts';
import { readDeployedConfig } from './edges/deployed-config.ts';
import type { DriftCounter } from './edges/drift-counter.ts';
import { readEnv, receiveVariables } from './edges/env.ts';
import { log } from './edges/log/log.ts';
import { parseJsonBody } from './edges/parse-json-body.ts';
import { createEnqueue, queueUrlsOf } from './edges/queue.ts';
import { createHook } from './edges/receive/hook.ts';
import type { HookEvent } from './edges/receive/stages.ts';
import { createKeySecret, createTextSecret } from './edges/secrets.ts';

const env = readEnv(receiveVariables, process.env);
const secretsManager = new SecretsManagerClient(secretsOptions);
const config = readDeployedConfig();
usePlans(config.plans);
const names = [
  ...signingKeyNames(config),
  ...Object.values(config.sources)
    .flatMap(handshakeKeys)
    .map(({ name }) => name),
];
const signingKeys = createKeySecret(secretsManager, env.SIGNING_KEYS_SECRET, Date.now, {
  log,
  names,
});
const pepper = createTextSecret(secretsManager, env.PEPPER_SECRET);

/** Asked for once the first event of an unknown type is there. */
let counts: Promise<DriftCounter> | undefined;

const hook = createHook({
  config,
  publicUrl: env.PUBLIC_URL,
  queueUrls: queueUrlsOf(env.QUEUE_URLS),
  signingKeys,
  pepper,
  enqueue: createEnqueue(new SQSClient(receiveQueueOptions)),
  async openCounts() {
    const { TABLE_NAME: tableName } = env;
    if (tableName === undefined) return undefined;
    counts ??= import('./edges/ledger/counts/receive-counts.ts').then(
      ({ createReceiveCounts }) => createReceiveCounts(tableName, log),
    );
    return counts;
  },
  parseJson: parseJsonBody,
  ...clocks,
  log,
});

await Promise.all([signingKeys.prefetch(), pepper.prefetch()]);

/**
 * One function for all sources. The chain is the flow: answer handshakes, verify the raw bytes,
 * parse them, then split, identify and enqueue.
 */
export const handler = middy<HookEvent>()
  .onError(hook.answerErrors)
  .before(hook.findSource)
  .before(hook.handshake)
  .before(hook.verify)
  .before(hook.parse)
  .handler(hook.enqueue);
