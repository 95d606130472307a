import type { Source } from '../../functions/core/config/source-schema.ts';
import type { Message } from '../../functions/core/message/message.ts';
import type { DeliverEnv } from '../../functions/edges/env.ts';
import { limits } from '../../lib/config/limits.ts';
import {
  type BridgeSimulator,
  startBridgeSimulator,
} from '../../local/bridge-simulator/start-bridge-simulator.ts';
import { sqsRecord } from '../../local/cloud/events.ts';
import {
  type Intercept,
  openTables,
  type QueuedMessage,
} from '../../local/cloud/services.ts';
import { workspaceId } from './bridge-contacts.ts';
import { buildConfig, receivedAt } from './build-source.ts';
import { deployBundle, type Substitute } from './deployed-bundle.ts';
import { type DeployedFunction, startFunction } from './deployed-function.ts';
import { type DeployedServices, serveAws } from './deployed-services.ts';
import { byKeyAndIndexes } from './ledger-table.ts';

interface DeliverOptions {
  /** All in the workspace `main`. */
  sources: Source[];
  /** That of receive. */
  pepper?: string;
  substitute?: Substitute | undefined;
  /** Sees every call to AWS before the service does. */
  intercept?: Intercept;
  /** Gives an address behind which Bridge is; by default its own. */
  reach?: (url: string) => Promise<string>;
}

interface Patch {
  contact: string;
  body: unknown;
  status: number | null;
}

/** The function that is deployed, between a queue, a ledger and a simulated Bridge. */
export interface DeployedDeliver {
  /** Knows nobody at first: `putContact` adds people. */
  bridge: BridgeSimulator;
  /**
   * Hands over what receive queued until nothing is left of it, however long that takes on the
   * virtual clock; gives the PATCHes that Bridge saw for it.
   */
  deliverOf(...messages: Message[]): Promise<Patch[]>;
  /** Every line written to stdout and stderr. */
  logs(): string[];
  stop(): Promise<void>;
}

const apiKey = 'fake-bridge-key';
const secretNames = { keys: 'bridge-keys', pepper: 'pepper' };

/** Starts the bundle of deliver that `cdk synth` makes. The caller stops it. */
export async function startDeployedDeliver({
  sources,
  pepper = 'sample',
  substitute,
  intercept,
  reach = async (url) => url,
}: DeliverOptions): Promise<DeployedDeliver> {
  const directory = await deployBundle('deliver', buildConfig(...sources), substitute);
  const tables = await openTables([byKeyAndIndexes]);
  const secrets = {
    [secretNames.keys]: JSON.stringify({ main: { current: apiKey } }),
    [secretNames.pepper]: pepper,
  };
  const aws = await serveAws(secrets, receivedAt, tables.api, intercept);
  const bridge = await startBridgeSimulator({
    workspaces: [workspaceId],
    apiKeys: [apiKey],
    now: aws.clock.now,
  });
  const environment: DeliverEnv & Record<string, string> = {
    AWS_ENDPOINT_URL: aws.url,
    BRIDGE_KEYS_SECRET: secretNames.keys,
    PEPPER_SECRET: secretNames.pepper,
    QUEUE_URLS: JSON.stringify({ main: aws.queueUrl }),
    TABLE_NAME: byKeyAndIndexes.TableName,
    BRIDGE_BASE_URL: await reach(bridge.url),
  };
  const deliver = await startFunction(directory, environment, receivedAt);
  const logs: string[] = [];

  return {
    bridge,
    async deliverOf(...messages) {
      const seen = bridge.requests().length;
      for (const message of messages) aws.queue.send(entryOf(message));
      await deliverAll(deliver, aws, (written) => logs.push(...written));
      return bridge
        .requests()
        .slice(seen)
        .filter(({ method }) => method === 'PATCH')
        .map(({ path, body, status }) => ({
          contact: path.split('/').at(-1) ?? '',
          body,
          status,
        }));
    },
    logs: () => [...logs],
    async stop() {
      await deliver.stop();
      await bridge.stop();
      await aws.close();
      await tables.close();
    },
  };
}

function entryOf(message: Message) {
  const id = crypto.randomUUID();
  return {
    Id: id,
    MessageBody: JSON.stringify(message),
    MessageGroupId: message.contactKey ?? id,
    MessageDeduplicationId: id,
  };
}

/** @throws Error if something is still there that never shows again */
async function deliverAll(
  deliver: DeployedFunction,
  aws: DeployedServices,
  report: (lines: string[]) => void,
): Promise<void> {
  const { queue, clock } = aws;
  while (!queue.isEmpty()) {
    const [message] = queue.receive(1);
    if (message === undefined) {
      const due = clock.nextDue();
      if (due === undefined) throw new Error('A message is hidden for good.');
      clock.advanceTo(due);
      continue;
    }
    if (await isDelivered(deliver, aws, message, report))
      queue.delete(message.receiptHandle ?? '');
  }
}

async function isDelivered(
  deliver: DeployedFunction,
  { queue, clock }: DeployedServices,
  message: QueuedMessage,
  report: (lines: string[]) => void,
): Promise<boolean> {
  const { answer, thrown, written } = await deliver.invoke({
    payload: JSON.stringify({ Records: [sqsRecord(message, queue, 'us-east-1')] }),
    now: clock.now(),
    remainingMs: limits.deliverTimeoutSeconds * 1000,
  });
  report(written.split('\n').filter((line) => line !== ''));
  const failures = (answer as { batchItemFailures?: unknown[] } | null)?.batchItemFailures;
  return thrown === undefined && failures?.length === 0;
}
