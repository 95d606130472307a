import type { Source } from '../../functions/core/config/source-schema.ts';
import type { Message } from '../../functions/core/message/message.ts';
import { messageSchema } from '../../functions/core/message/message-schema.ts';
import type { Keys } from '../../functions/core/verify/verdict.ts';
import type { ReceiveEnv } from '../../functions/edges/env.ts';
import { limits } from '../../lib/config/limits.ts';
import { requestEvent } from '../../local/cloud/events.ts';
import type { QueuedMessage } from '../../local/cloud/services.ts';
import { buildConfig, receivedAt } from './build-source.ts';
import { deployBundle, type Substitute } from './deployed-bundle.ts';
import { startFunction } from './deployed-function.ts';
import { serveAws } from './deployed-services.ts';

export const publicUrl = 'https://hooks.example.com';
const api = { accountId: '000000000000', apiId: 'api', stage: '$default', publicUrl };

export interface DeployedOptions {
  /** All in the workspace `main`. */
  sources: Source[];
  /** Signing keys by the name of the key: by default that of its source. */
  keys?: Record<string, Keys>;
  /** Default: that of samples. */
  pepper?: string;
  /** A module of the bundle in another text, to see that a test notices. */
  substitute?: Substitute | undefined;
}

/** A request as its sender makes it. Bytes and names arrive as they are given. */
export interface DeployedPosting {
  /** Default: POST. */
  method?: string | undefined;
  /** Default: the hook of the only source. */
  path?: string | undefined;
  body?: Buffer | string | undefined;
  /** In order; a name can come several times. */
  headers?: Record<string, string> | [name: string, value: string][] | undefined;
  /** Without the question mark. */
  rawQuery?: string | undefined;
  /** Default: as API Gateway has it for the content type; true as it has it for unknown ones. */
  isBase64Encoded?: boolean | undefined;
  /** When the request arrives, ms since 1970; the function's clock begins there. */
  receivedAt?: number | undefined;
}

export interface DeployedAnswer {
  status: number;
  headers: Record<string, string>;
  /** The value of JSON, else the text. */
  body: unknown;
  /** What the function wrote for this request, line by line. */
  lines: string[];
  milliseconds: number;
  rssBytes: number;
  heapBytes: number;
}

/** The function that is deployed, with the configuration and the keys of a test. */
export interface DeployedReceive {
  /** @throws Error if the function does not answer within its timeout, or ends */
  post(posting: DeployedPosting): Promise<DeployedAnswer>;
  /** What is in the queue, oldest first, since `clear`. */
  queued(): Message[];
  /** The same as SQS has it: with its group and its deduplication id. */
  entries(): QueuedMessage[];
  /** Every line written to stdout and stderr since `clear`. */
  logs(): string[];
  /** Empties queue and log. SQS does not know again what was sent before. */
  clear(): void;
  stop(): Promise<void>;
}

/** How long SQS knows a message again. */
const deduplicationMs = 5 * 60_000;
const secretNames = { keys: 'signing-keys', pepper: 'pepper' };

/**
 * Starts the bundle of receive that `cdk synth` makes, in a process of its own, over queues and
 * secrets on 127.0.0.1. The caller stops it.
 */
export async function startDeployedReceive({
  sources,
  keys = {},
  pepper = 'sample',
  substitute,
}: DeployedOptions): Promise<DeployedReceive> {
  const directory = await deployBundle('receive', buildConfig(...sources), substitute);
  const secrets = {
    [secretNames.keys]: JSON.stringify(keys),
    [secretNames.pepper]: pepper,
  };
  const aws = await serveAws(secrets, receivedAt);
  const environment: ReceiveEnv & Record<string, string> = {
    AWS_ENDPOINT_URL: aws.url,
    SIGNING_KEYS_SECRET: secretNames.keys,
    PEPPER_SECRET: secretNames.pepper,
    QUEUE_URLS: JSON.stringify({ main: aws.queueUrl }),
    TABLE_NAME: 'ledger',
    PUBLIC_URL: publicUrl,
  };
  const receive = await startFunction(directory, environment, receivedAt);
  const onlyPath = `/hooks/${sources[0]?.name}`;
  let logs: string[] = [];

  return {
    async post({ path = onlyPath, receivedAt: now = receivedAt, ...posting }) {
      const event = eventOf(path, now, posting);
      const remainingMs = limits.receiveTimeoutSeconds * 1000;
      const invoked = await receive.invoke({
        payload: JSON.stringify(event),
        now,
        remainingMs,
      });
      const lines = invoked.written.split('\n').filter((line) => line !== '');
      logs.push(...lines);
      const { milliseconds, rssBytes, heapBytes } = invoked;
      return { ...httpAnswer(invoked.answer), lines, milliseconds, rssBytes, heapBytes };
    },
    queued: () =>
      aws.queue.messages().map(({ body }) => messageSchema.parse(JSON.parse(body))),
    entries: () => aws.queue.messages(),
    logs: () => [...logs],
    clear() {
      logs = [];
      for (let taken = take(); taken.length > 0; taken = take())
        for (const { receiptHandle = '' } of taken) aws.queue.delete(receiptHandle);
      aws.clock.advanceTo(aws.clock.now() + deduplicationMs);
    },
    async stop() {
      await receive.stop();
      await aws.close();
    },
  };

  function take(): QueuedMessage[] {
    return aws.queue.receive(1_000);
  }
}

/** The event that API Gateway makes of a request. */
function eventOf(
  path: string,
  now: number,
  { method = 'POST', body = '', headers = {}, rawQuery, isBase64Encoded }: DeployedPosting,
) {
  const bytes = Buffer.from(body);
  const request = {
    method,
    path: rawQuery === undefined ? path : `${path}?${rawQuery}`,
    headers: Array.isArray(headers) ? headers : Object.entries(headers),
    body: bytes,
    sourceIp: '192.0.2.1',
    protocol: 'HTTP/1.1',
    receivedAt: now,
  };
  const source = decode(path.split('/').at(-1) ?? '');
  const event = requestEvent(request, `${method} /hooks/{source}`, { source }, api);
  if (isBase64Encoded === undefined) return event;
  const text = bytes.toString(isBase64Encoded ? 'base64' : 'utf8');
  return { ...event, body: text, isBase64Encoded };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

interface StructuredAnswer {
  statusCode?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** What the sender gets; API Gateway says 500 where the function has thrown. */
function httpAnswer(answer: unknown): Pick<DeployedAnswer, 'status' | 'headers' | 'body'> {
  const { statusCode = 500, headers = {}, body = '' } = (answer ?? {}) as StructuredAnswer;
  return { status: statusCode, headers, body: jsonOrText(body) };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
