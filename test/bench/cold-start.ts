import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { signRequest } from '../../functions/core/verify/sign/sign-request.ts';
import { readConfiguration } from '../../lib/config/configuration.ts';
import { startBridgeSimulator } from '../../local/bridge-simulator/start-bridge-simulator.ts';
import { requestEvent } from '../../local/cloud/events.ts';
import { openTables } from '../../local/cloud/services.ts';
import { type DeployedServices, serveAws } from '../support/deployed-services.ts';
import { root } from '../support/flow.ts';
import { byKeyAndIndexes } from '../support/ledger-table.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

/** The processor time of one cold start, in µs. */
export interface ColdStart {
  init: number;
  first: number;
  /** The parts of Node that the first call loaded, by the names that Node has for them. */
  loaded: string[];
}

/** What both functions run against, and how one of them is started. */
export interface ColdWorld {
  /** @param directory with `index.mjs` and what it reads */
  receive(directory: string): Promise<ColdStart>;
  /** What a receive has queued, for the deliver of its checkout. */
  message(receiveDirectory: string): Promise<string>;
  /** Delivers a message as a new event. */
  deliver(directory: string, message: string): Promise<ColdStart>;
}

const publicUrl = 'https://hooks.example.com';
const keys = { 'website-form': { current: 'whsec_ZmFrZS13ZWJzaXRlLWtleQ==' } };
const bridgeKey = 'fake-bridge-key';

/**
 * AWS and Bridge on 127.0.0.1, for the example configuration: a form signed by Standard Webhooks,
 * whose person is found by email and patched. Without TLS, so what is called earlier counts less
 * than it would.
 */
export async function startColdWorld(): Promise<ColdWorld> {
  const configuration = await readConfiguration(join(root, 'config'));
  const known = configuration.sources.find(({ source }) => source.name === 'website-form');
  if (known === undefined) throw new Error('the example has no website-form');
  const [[workspace, { id }] = ['', { id: '' }]] = Object.entries(
    configuration.bridge?.workspaces ?? {},
  );
  const tables = await openTables([byKeyAndIndexes]);
  const secrets = {
    keys: JSON.stringify(keys),
    bridge: JSON.stringify({ [workspace]: { current: bridgeKey } }),
    pepper: 'fake-pepper',
  };
  const aws = await serveAws(secrets, Date.now(), tables.api);
  const bridge = await startBridgeSimulator({ workspaces: [id], apiKeys: [bridgeKey] });
  onTestFinished(async () => {
    await bridge.stop();
    await aws.close();
    await tables.close();
  });
  const contact = '22222222-2222-4222-8222-222222222222';
  bridge.putContact(contact, { email: 'ada@example.com', cellphone: '+12015550123' });
  const directory = temporaryDir('cold');
  const environment = {
    AWS_ENDPOINT_URL: aws.url,
    SIGNING_KEYS_SECRET: 'keys',
    BRIDGE_KEYS_SECRET: 'bridge',
    PEPPER_SECRET: 'pepper',
    QUEUE_URLS: JSON.stringify({ [workspace]: aws.queueUrl }),
    TABLE_NAME: byKeyAndIndexes.TableName,
    PUBLIC_URL: publicUrl,
    BRIDGE_BASE_URL: bridge.url,
  };
  let count = 0;
  const run = async (code: string, payload: unknown): Promise<ColdStart & Answered> => {
    const event = join(directory, 'event.json');
    writeFileSync(event, JSON.stringify(payload));
    return measure(code, event, environment);
  };
  const post = () => {
    count += 1;
    const data = {
      firstName: `Ada ${count}`,
      lastName: 'Sample',
      email: 'ada@example.com',
      phoneNumber: '+12015550123',
    };
    const timestamp = new Date().toISOString();
    const body = Buffer.from(JSON.stringify({ type: 'contact.updated', timestamp, data }));
    const raw = {
      method: 'POST',
      url: `${publicUrl}/hooks/website-form`,
      headers: { 'content-type': 'application/json', 'webhook-id': `msg-${count}` },
      query: {},
      body,
    };
    const signed = signRequest(
      raw,
      known.source.verify,
      keys['website-form'].current,
      Date.now(),
    );
    const request = {
      method: 'POST',
      path: '/hooks/website-form',
      headers: Object.entries({ ...raw.headers, ...signed.headers }),
      body,
      sourceIp: '192.0.2.1',
      protocol: 'HTTP/1.1',
      receivedAt: Date.now(),
    };
    const api = { accountId: '0', apiId: 'api', stage: '$default', publicUrl };
    return requestEvent(request, 'POST /hooks/{source}', { source: 'website-form' }, api);
  };
  const receive = async (code: string) => {
    const took = await run(code, post());
    if (took.answer?.statusCode !== 200)
      throw new Error(`receive: ${JSON.stringify(took)}`);
    return took;
  };
  return {
    receive,
    async message(code) {
      await receive(code);
      const body = aws.queue.messages().at(-1)?.body;
      if (body === undefined) throw new Error('receive has queued nothing');
      return body;
    },
    async deliver(code, message) {
      count += 1;
      const { events, ...rest } = JSON.parse(message.replace(/Ada \d+/, `Ada ${count}`));
      const now = Date.now();
      const [event] = events;
      const renewed = {
        ...rest,
        receivedAt: now,
        enqueuedAt: now,
        events: [{ ...event, id: `event-${count}`, time: now }],
      };
      const seen = bridge.requests().length;
      const took = await run(code, {
        Records: [recordOf(JSON.stringify(renewed), `message-${count}`, aws)],
      });
      const isPatched = bridge
        .requests()
        .slice(seen)
        .some(({ method }) => method === 'PATCH');
      if (!isPatched) throw new Error(`deliver: ${JSON.stringify(took)}`);
      return took;
    },
  };
}

/** As SQS hands a message over that it has just got. */
function recordOf(body: string, messageId: string, aws: DeployedServices) {
  const at = String(Date.now());
  return {
    messageId,
    receiptHandle: 'receipt',
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: at,
      ApproximateFirstReceiveTimestamp: at,
    },
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: aws.queue.settings.arn,
    awsRegion: 'us-east-1',
  };
}

interface Answered {
  answer?: { statusCode?: number } | null;
}

async function measure(
  code: string,
  event: string,
  environment: Record<string, string>,
): Promise<ColdStart & Answered> {
  const host = join(import.meta.dirname, 'cold-host.mjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [host, join(code, 'index.mjs'), event],
    { env: { ...lambdaEnvironment, ...environment } },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as ColdStart & Answered;
}

const lambdaEnvironment = {
  TZ: 'UTC',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
  AWS_REGION: 'us-east-1',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
};

/** INIT has a whole processor at any memory size; a call has of it what 512 MB buy. */
export function modelled({ init, first }: ColdStart): number {
  return init + first * (1769 / 512);
}
