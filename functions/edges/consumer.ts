import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { createAttributeCatalogue } from '../core/bridge/attribute-catalogue.ts';
import { type BridgeTransport, createBridge } from '../core/bridge/bridge-calls.ts';
import type { DeployedConfig } from '../core/config/bridge-schema.ts';
import { settlingSeconds } from '../core/config/delivery-times.ts';
import { deliverMessage } from '../core/deliver/deliver-message.ts';
import type { Surroundings } from '../core/deliver/delivery.ts';
import { fatesOf } from '../core/drift/drift-hour.ts';
import { TransientFailure } from '../core/errors.ts';
import { retryDelaySeconds } from '../core/hold/retry-delay.ts';
import type { KeySet } from '../core/key-set.ts';
import type { Ending } from '../core/memory/event-record.ts';
import type { Memory } from '../core/memory/memory.ts';
import type { Message, OutgoingMessage } from '../core/message/message.ts';
import { messageSchema } from '../core/message/message-schema.ts';
import type { DriftCounter } from './drift-counter.ts';
import { logBug, logEnding, logPutOff } from './log/deliver-log.ts';
import { describeBug, type Log } from './log/log.ts';
import { type Enqueue, enqueueAll, queueUrlOf, queueUrlOfArn } from './queue.ts';
import { receiveCountOf, waitedSeconds } from './received-record.ts';
import { apiKeyOf, type Secret } from './secrets.ts';

export interface ConsumerDeps {
  config: DeployedConfig;
  memory: Memory;
  drift: Pick<DriftCounter, 'countFates' | 'write'>;
  pepper: Secret<string>;
  transport: BridgeTransport;
  bridgeKeys: Secret<KeySet>;
  enqueue: Enqueue;
  /** By the workspace's name. */
  queueUrls: Record<string, string>;
  delay(queueUrl: string, receiptHandle: string, seconds: number): Promise<void>;
  /** Ms since 1970. */
  now(): number;
  /** 0 to 1. */
  random(): number;
  newToken(): string;
  log: Log;
}

/** For how long events are put back into the queue. */
const enqueueMs = 5_000;

/** So much of a run has to be left for counts: a table that hangs is given up after 5 s. */
const countMs = 6_000;

type Handler = (
  event: SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<SQSBatchResponse>;

/**
 * The deliver function: what SQS hands over goes through `deliverMessage`; what has to come back is
 * reported to SQS, with a delay of its own.
 */
export function createConsumer(deps: ConsumerDeps): Handler {
  /** When the run has to have ended, ms since 1970: a function killed for waiting looks crashed. */
  let deadline = 0;
  const openWorkspace = createWorkspaceOpener(deps, () => deadline);

  async function consumeRecord(record: SQSRecord): Promise<boolean> {
    const message = readMessage(record, deps.log);
    if (message === undefined) return false;
    try {
      const surroundings = await surroundingsOf(message, deps, openWorkspace);
      const { messageId } = record;
      const received = { message, messageId, receiveCount: receiveCountOf(record) };
      const left = await deliverMessage(received, surroundings);
      const queued = { message, waitedSeconds: waitedSeconds(record, deps.now()) };
      for (const one of left) logPutOff(deps.log, queued, one);
      if (left.length === 0) return true;
      const soonest = Math.min(...left.map(({ waitSeconds }) => waitSeconds));
      await delay(deps, record, message, soonest);
    } catch (failure) {
      await delayAfter(failure, deps, record, message);
    }
    return false;
  }

  return async ({ Records }, context) => {
    deadline = deps.now() + context.getRemainingTimeInMillis();
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const record of Records)
      if (!(await consumeRecord(record)))
        batchItemFailures.push({ itemIdentifier: record.messageId });
    if (deps.now() + countMs <= deadline) await deps.drift.write();
    return { batchItemFailures };
  };
}

async function surroundingsOf(
  message: Message,
  deps: ConsumerDeps,
  openWorkspace: ReturnType<typeof createWorkspaceOpener>,
): Promise<Surroundings> {
  return {
    ...deps,
    pepper: await deps.pepper.get(),
    openWorkspace: (id) => openWorkspace(message.workspace, id),
    enqueue: (workspace, messages) => putBack(deps, workspace, messages),
    report: (endings) => {
      for (const ending of endings) {
        logEnding(deps.log, message, ending);
        countFates(deps, message, ending);
      }
    },
  };
}

/**
 * The Bridge of each workspace, kept with what it has learned; no call begins without time left.
 */
function createWorkspaceOpener(deps: ConsumerDeps, deadline: () => number) {
  const { config, now } = deps;
  const callMs = (config.delivery.requestTimeoutSeconds + settlingSeconds) * 1000;
  const transport: BridgeTransport = (call) => {
    if (now() + callMs > deadline()) throw new TransientFailure('out-of-time');
    return deps.transport(call);
  };
  const workspaces = new Map<string, ReturnType<Surroundings['openWorkspace']>>();
  return (name: string, id: string) => {
    const known = workspaces.get(name);
    if (known !== undefined) return known;
    const bridge = createBridge(transport, id, apiKeyOf(deps.bridgeKeys, name));
    const catalogue = createAttributeCatalogue(() => bridge.listAttributes(), now);
    const workspace = { bridge, catalogue };
    workspaces.set(name, workspace);
    return workspace;
  };
}

/** An event that comes again was counted before. */
function countFates(
  { drift }: ConsumerDeps,
  { source, replay }: Message,
  { reasons }: Ending,
): void {
  if (replay !== true && reasons !== undefined) drift.countFates(source, fatesOf(reasons));
}

function putBack(deps: ConsumerDeps, workspace: string, messages: OutgoingMessage[]) {
  const queueUrl = queueUrlOf(deps.queueUrls, workspace);
  return enqueueAll(deps.enqueue, queueUrl, messages, deps.now() + enqueueMs);
}

/**
 * A message of another shape was not written by this version: it stays in the queue and ends in
 * the dead-letter queue.
 */
function readMessage(record: SQSRecord, log: Log): Message | undefined {
  try {
    return messageSchema.parse(JSON.parse(record.body));
  } catch {
    const detail = record.messageId;
    log('error', { message: 'message unreadable', reason: 'unreadable-message', detail });
    return undefined;
  }
}

/** Leaves the message in the queue for a while; if that fails, the visibility timeout counts. */
async function delay(
  { queueUrls, delay: delayMessage, log }: ConsumerDeps,
  { receiptHandle, eventSourceARN }: SQSRecord,
  { workspace }: Message,
  seconds: number,
): Promise<void> {
  try {
    await delayMessage(queueUrlOfArn(queueUrls, eventSourceARN), receiptHandle, seconds);
  } catch (error) {
    const detail = describeBug(error);
    log('warn', { message: 'message not delayed', workspace, detail });
  }
}

/** Nothing could be recalled or noted, or a bug ended the run: the whole message comes back. */
async function delayAfter(
  failure: unknown,
  deps: ConsumerDeps,
  record: SQSRecord,
  message: Message,
): Promise<void> {
  const isTransient = failure instanceof TransientFailure;
  const asked = isTransient ? failure.retryAfterSeconds : undefined;
  const waitSeconds = retryDelaySeconds(receiveCountOf(record), asked, deps.random());
  const queued = { message, waitedSeconds: waitedSeconds(record, deps.now()) };
  if (isTransient) {
    const { reason, detail } = failure;
    for (const event of message.events)
      logPutOff(deps.log, queued, { event, kind: 'waits', reason, detail, waitSeconds });
  } else logBug(deps.log, queued, failure, waitSeconds);
  await delay(deps, record, message, waitSeconds);
}
