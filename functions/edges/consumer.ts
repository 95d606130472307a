import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import {
  type AttributeCatalogue,
  createAttributeCatalogue,
} from '../core/bridge/attribute-catalogue.ts';
import {
  type ApiKey,
  type Bridge,
  type BridgeTransport,
  createBridge,
} from '../core/bridge/bridge-calls.ts';
import type { DeployedConfig } from '../core/config/bridge-schema.ts';
import { deliverMessage } from '../core/deliver/deliver-message.ts';
import { TransientFailure } from '../core/errors.ts';
import type { Holds } from '../core/hold/hold.ts';
import { retryDelaySeconds } from '../core/hold/retry-delay.ts';
import type { Ending, Ledger } from '../core/memory/event-record.ts';
import type { Links } from '../core/memory/links.ts';
import { type Message, messageSchema, type OutgoingMessage } from '../core/message.ts';
import { describeBug, type Log } from './log.ts';
import type { Enqueue } from './queue.ts';
import type { KeySet, Secret } from './secrets.ts';

export interface ConsumerDeps {
  config: DeployedConfig;
  ledger: Ledger;
  links: Links;
  holds: Holds;
  pepper: Secret<string>;
  transport: BridgeTransport;
  bridgeKeys: Secret<KeySet>;
  enqueue: Enqueue;
  queueUrls: Record<string, string>;
  delay(workspace: string, receiptHandle: string, seconds: number): Promise<void>;
  now(): number;
  random(): number;
  newToken(): string;
  log: Log;
}

/** How long putting events back into the queue may be tried. */
const enqueueMs = 5_000;
/** What a run needs after its last call to Bridge, to write down what came of it. */
const settleMs = 3_000;

interface Workspace {
  bridge: Bridge;
  catalogue: AttributeCatalogue;
}

/** The deliver function: what SQS hands over goes through `deliverMessage`; what has to be tried again is reported back, with a delay of its own. */
export function createConsumer(
  deps: ConsumerDeps,
): (
  event: SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<SQSBatchResponse> {
  const workspaces = new Map<string, Workspace>();
  /** When the run has to have ended, ms since 1970. A function is never killed for waiting for Bridge: that would look like a crash. */
  let deadline = 0;

  const transport: BridgeTransport = (call) => {
    if (deps.now() + deps.config.delivery.requestTimeoutSeconds * 1000 + settleMs > deadline)
      throw new TransientFailure('out-of-time', { waitSeconds: 1 });
    return deps.transport(call);
  };

  function workspaceOf(name: string): Workspace {
    const known = workspaces.get(name);
    if (known !== undefined) return known;
    const bridge = createBridge(
      transport,
      deps.config.workspaces[name]?.id ?? '',
      apiKey(deps.bridgeKeys, name),
    );
    const workspace = {
      bridge,
      catalogue: createAttributeCatalogue(() => bridge.listAttributes(), deps.now),
    };
    workspaces.set(name, workspace);
    return workspace;
  }

  async function consumeRecord(record: SQSRecord): Promise<boolean> {
    const message = readMessage(record, deps.log);
    if (message === undefined) return false;
    try {
      const deliver = {
        ...deps,
        ...workspaceOf(message.workspace),
        pepper: await deps.pepper.get(),
        isRepeated: Number(record.attributes.ApproximateReceiveCount) > 1,
        enqueue: (workspace: string, messages: OutgoingMessage[]) =>
          enqueueAll(deps, workspace, messages),
      };
      await deliverMessage(message, deliver, (ending) => logEnding(deps.log, message, ending));
      return true;
    } catch (failure) {
      await putOff(deps, record, message, failure);
      return false;
    }
  }

  return async ({ Records }, context) => {
    deadline = deps.now() + context.getRemainingTimeInMillis();
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const record of Records)
      if (!(await consumeRecord(record)))
        batchItemFailures.push({ itemIdentifier: record.messageId });
    return { batchItemFailures };
  };
}

async function enqueueAll(
  { enqueue, queueUrls, now }: ConsumerDeps,
  workspace: string,
  messages: OutgoingMessage[],
): Promise<void> {
  const left = await enqueue(queueUrls[workspace] ?? '', messages, now() + enqueueMs);
  if (left.length > 0)
    throw new TransientFailure('queue', {
      detail: `${left.length} of ${messages.length} messages not stored`,
    });
}

/** A message of another shape was not written by this version: it stays in the queue and ends in the dead-letter queue. */
function readMessage(record: SQSRecord, log: Log): Message | undefined {
  try {
    return messageSchema.parse(JSON.parse(record.body));
  } catch {
    log('error', {
      message: 'message unreadable',
      reason: 'unreadable-message',
      detail: record.messageId,
    });
    return undefined;
  }
}

function apiKey(secret: Secret<KeySet>, workspace: string): ApiKey {
  const current = (keys: KeySet) =>
    Object.hasOwn(keys, workspace) && keys[workspace]?.current !== ''
      ? keys[workspace]?.current
      : undefined;
  return {
    get: async () => current(await secret.get()),
    reread: async () => current(await secret.reread()),
  };
}

/** Leaves the message in the queue for a while. If even that fails, the queue's visibility timeout counts. */
async function putOff(
  deps: ConsumerDeps,
  record: SQSRecord,
  message: Message,
  failure: unknown,
): Promise<void> {
  const isTransient = failure instanceof TransientFailure;
  const receiveCount = Number(record.attributes.ApproximateReceiveCount);
  const decided = isTransient ? failure.waitSeconds : undefined;
  const seconds =
    decided ??
    retryDelaySeconds(
      receiveCount,
      isTransient ? failure.retryAfterSeconds : undefined,
      deps.random(),
    );
  const { isOnHold, ...why } = isTransient
    ? describeFailure(failure)
    : { reason: 'bug', detail: describeBug(failure), isOnHold: false };
  const level =
    isTransient && why.reason !== 'key-rejected' && why.reason !== 'no-bridge-key'
      ? 'warn'
      : 'error';
  for (const { id } of message.events) {
    deps.log(level, {
      message: isOnHold ? 'event waits for its workspace' : 'event put off',
      source: message.source,
      workspace: message.workspace,
      eventId: id,
      outcome: 'retry',
      retryAfterSeconds: seconds,
      ...why,
    });
  }
  await deps.delay(message.workspace, record.receiptHandle, seconds).catch((error: unknown) => {
    deps.log('warn', {
      message: 'message not delayed',
      workspace: message.workspace,
      detail: describeBug(error),
    });
  });
}

/** Of an event that waits, the reason why its workspace is on hold: alarms count both alike. */
function describeFailure({ reason, detail }: TransientFailure): {
  reason: string;
  detail?: string;
  isOnHold: boolean;
} {
  if (reason === 'on-hold') return { reason: detail ?? reason, isOnHold: true };
  return { reason, isOnHold: false, ...(detail === undefined ? {} : { detail }) };
}

function logEnding(
  log: Log,
  message: Message,
  { event, outcome, contactId, sent, stale }: Ending,
): void {
  const isParked = outcome.kind === 'parked';
  log(isParked ? 'error' : 'info', {
    message: 'event settled',
    source: message.source,
    workspace: message.workspace,
    eventId: event.id,
    outcome: outcome.kind,
    ...('reason' in outcome ? { reason: outcome.reason } : {}),
    ...(isParked && outcome.detail !== undefined ? { detail: outcome.detail } : {}),
    ...(contactId === undefined ? {} : { contactId }),
    ...(sent === undefined ? {} : { sent }),
    ...(stale === undefined || stale.length === 0 ? {} : { stale }),
  });
}
