import { join } from 'node:path';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AwsAnswer, Intercept } from '../../local/cloud/services.ts';
import { type Flow, startFlow } from '../support/flow.ts';
import { bridgeKey, workspaceId } from './bridge.ts';
import type { Fault, FaultKind, History, HookRequest } from './history.ts';
import {
  noteOutcome,
  noteStored,
  nothingObserved,
  type Observations,
} from './observations.ts';
import { knownContactId, phoneOf } from './people.ts';
import { toWire } from './sender.ts';
import { senderSecret } from './services.ts';

const configDir = join(import.meta.dirname, '../fixtures/oracle-config');
const patienceMs = 120_000;
const longestMs = 24 * 3600_000;

/**
 * The same as `play`, with the bundles in worker processes, their HTTP calls, and SIGKILL; in real
 * time but for the waits.
 */
export async function playOnWorkers(
  history: History,
): Promise<{ observations: Observations; start: number }> {
  const observations = nothingObserved();
  // Calls of Bridge are not met here by their names.
  const anywhere = history.faults.filter(({ of }) => of === undefined);
  const faults = new Map(anywhere.map((fault) => [fault.call, fault]));
  const flow: Flow = await startFlow({
    configDir,
    intercept: (...call) => arrive(...call),
    areDuplicatesRefused: true,
  });
  const arrive: Intercept = async (service, action, input, proceed) => {
    const fault = faults.get(observations.calls.length);
    observations.calls.push(`${service}.${action}`);
    if (fault !== undefined) observations.faultsPlaced += 1;
    const make = async () => {
      const answer = await proceed();
      if (answer.status === 200) observe(observations, action, input, answer.body);
      return answer;
    };
    return fault === undefined ? make() : answerFaultily(flow, fault, make);
  };
  const keys = Object.fromEntries(
    ['crm-a', 'crm-b', 'form'].map((name) => [name, { current: senderSecret }]),
  );
  flow.secrets.put('bridgehook/test/signing-keys', JSON.stringify(keys));
  flow.secrets.put(
    'bridgehook/test/bridge-keys',
    JSON.stringify({ main: { current: bridgeKey } }),
  );
  flow.bridge.putAttributes([
    { id: 'plan', category: 'OPEN', keyName: 'Plan' },
    { id: 'level', category: 'OPEN', keyName: 'Level' },
  ]);
  flow.bridge.putContact(knownContactId, { workspaceId, cellphone: phoneOf(0) });
  const start = flow.clock.now();

  await live(flow, history, start, observations);

  observations.contacts = flow.bridge.contacts();
  observations.deadLetters = flow.app.queue('DeadLetters').messages().length;
  for (const { message, detail } of flow.logs)
    if (message === 'bug') observations.bugs.push(`bug: ${detail}`);
  const known = new Set([...observations.events.values()].map(({ id }) => `event#${id}`));
  const items = (await flow.ledger()).map(({ pk }) => String(pk));
  observations.strangers = items.filter((pk) => pk.startsWith('event#') && !known.has(pk));
  observations.took = flow.clock.now() - start;
  return { observations, start };
}

/**
 * Lets everything happen when its time has come, until every request is taken and nothing is left
 * in the queue.
 */
async function live(
  flow: Flow,
  { requests, outages = [] }: History,
  start: number,
  { bugs }: Observations,
): Promise<void> {
  const agenda: { at: number; act(): Promise<void> | void }[] = [];
  const post = async (request: HookRequest) => {
    const status = await send(flow, request, start);
    if (status >= 400 && status < 500)
      bugs.push(`a request of ${request.source} was answered ${status}`);
    if (status >= 300)
      agenda.push({ at: flow.clock.now() + patienceMs, act: () => post(request) });
  };
  for (const request of requests)
    agenda.push({ at: start + request.at, act: () => post(request) });
  for (const { at, seconds } of outages) {
    agenda.push({
      at: start + at,
      act: () => flow.bridge.addFault({ status: 503, times: 1_000_000 }),
    });
    agenda.push({
      at: start + at + seconds * 1000,
      act: () => flow.bridge.clearFaults(),
    });
  }
  while (agenda.length > 0 && flow.clock.now() < start + longestMs) {
    const next = Math.min(...agenda.map(({ at }) => at));
    if (next > flow.clock.now())
      await flow.app.settle({ maxVirtualMs: next - flow.clock.now() });
    flow.clock.advanceTo(next);
    const due = agenda.filter(({ at }) => at <= next);
    agenda.splice(0, agenda.length, ...agenda.filter(({ at }) => at > next));
    await Promise.all(due.map(({ act }) => act()));
  }
  await flow.app.settle();
  if (agenda.length > 0 || flow.app.queue('Queuesmain').messages().length > 0)
    bugs.push('it never comes to rest');
}

async function send(
  flow: Flow,
  { source, events }: HookRequest,
  start: number,
): Promise<number> {
  const wired = events.map((event) => toWire(event, source, start));
  const { status } = await flow.post({
    source,
    body: source === 'form' ? (wired[0] ?? {}) : { events: wired },
    headers: { 'x-secret': senderSecret },
    isUnsigned: true,
  });
  return status;
}

const refusals: Partial<Record<FaultKind, AwsAnswer>> = {
  refused: { status: 500, body: { __type: 'InternalFailure', message: 'as planned' } },
  throttled: {
    status: 400,
    body: { __type: 'ThrottlingException', message: 'as planned' },
  },
  denied: {
    status: 400,
    body: { __type: 'AccessDeniedException', message: 'as planned' },
  },
  unsent: { status: 503, body: { __type: 'ServiceUnavailable', message: 'as planned' } },
};
/** What Bridge does with its next call. */
const bridgeFaults: Partial<Record<FaultKind, Parameters<Flow['bridge']['addFault']>[0]>> =
  {
    lost: { dropConnection: 'after' },
    gateway: { status: 504 },
    slow: { delayMs: 300 },
    twice: { status: 429, retryAfter: 7 },
    partial: { rejectKey: true },
  };

async function answerFaultily(
  flow: Flow,
  { kind, seconds = 0 }: Fault,
  proceed: () => Promise<AwsAnswer>,
): Promise<AwsAnswer> {
  if (kind === 'killed') flow.app.killWorkers();
  const isOfBridge = seconds > 7 && bridgeFaults[kind] !== undefined;
  if (isOfBridge) flow.bridge.addFault(bridgeFaults[kind] ?? {});
  const refusal = refusals[kind];
  if (refusal !== undefined) return refusal;
  const answer = await proceed();
  if (kind === 'twice' && !isOfBridge) return proceed();
  if (kind === 'killedAfter') flow.app.killWorkers();
  return kind === 'lost' && !isOfBridge
    ? { status: 500, body: { __type: 'InternalFailure', message: 'lost as planned' } }
    : answer;
}

interface BatchEntry {
  Id: string;
  MessageBody: string;
}

/** Notes what became durable: messages in the queue, outcomes in the ledger. */
function observe(
  observations: Observations,
  action: string,
  input: Record<string, unknown>,
  body: unknown,
): void {
  if (action === 'SendMessageBatch') {
    const bodies = new Map(
      (input.Entries as BatchEntry[]).map(({ Id, MessageBody }) => [Id, MessageBody]),
    );
    const { Successful = [] } = body as {
      Successful?: { Id: string; MessageId: string }[];
    };
    for (const { Id, MessageId } of Successful)
      noteStored(observations, MessageId, bodies.get(Id) ?? '');
  }
  if (action === 'BatchWriteItem') {
    const puts = Object.values(
      input.RequestItems as Record<
        string,
        { PutRequest: { Item: Record<string, AttributeValue> } }[]
      >,
    ).flat();
    for (const { PutRequest } of puts)
      noteOutcome(observations, unmarshall(PutRequest.Item));
  }
}
