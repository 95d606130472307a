import { randomUUID } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import type { BridgeCall } from '../../core/bridge/bridge-calls.ts';
import type { DeployedConfig } from '../../core/config/bridge-schema.ts';
import type { Source } from '../../core/config/source-schema.ts';
import { usePlans } from '../../core/expression.ts';
import type { Memory } from '../../core/memory/memory.ts';
import type { Message } from '../../core/message/message.ts';
import { createConsumer } from '../consumer.ts';
import type { Secret } from '../secrets.ts';

/** Of the invented source and its workspace. */
const name = 'rehearsal';
const id = '00000000-0000-4000-8000-000000000000';
const body = { name: 'Ada', email: 'ada@example.com', cellphone: '+12015550123' };
const attribute = { id, category: 'OPEN', keyName: name };
const contact = { id, email: body.email, cellphone: body.cellphone };

/** Has what most sources have, without an expression that needs JSONata. */
const source: Source = {
  name,
  workspace: name,
  skipUnchanged: false,
  verify: { kind: 'none', because: '' },
  methods: ['POST'],
  handshake: [],
  body: 'json',
  events: { timeZone: 'UTC' },
  response: {
    status: 200,
    errorBody: true,
    deadlineSeconds: 5,
    unverifiedStatus: 401,
    busyStatus: 503,
    busyRetryAfter: '60',
  },
  contact: { match: ['cellphone', 'email'], ifNotFound: ['park'], ifDeleted: 'park' },
  defaults: { country: 'US', whenEmpty: 'skip', whenInvalid: 'park', overwrite: true },
  map: {
    firstName: 'name',
    email: 'email',
    cellphone: 'cellphone',
    customAttributes: { [name]: 'name' },
  },
};

/**
 * Delivers an invented event with the code that delivers those to come, so that this code is
 * compiled and has run before the first of them. Nothing leaves the function: ledger, Bridge and
 * secrets are played, and there is no queue, no count and no log.
 * @param memory whose calls reach no table
 * @returns the calls that Bridge would have got: the last one is a PATCH
 */
export async function rehearse(
  config: DeployedConfig,
  memory: Memory,
): Promise<BridgeCall[]> {
  usePlans(
    Object.fromEntries(Object.keys(body).map((field) => [field, ['names', field]])),
  );
  const calls: BridgeCall[] = [];
  const consume = createConsumer({
    config: { ...config, sources: { [name]: source }, workspaces: { [name]: { id } } },
    memory,
    drift: { countFates() {}, async write() {} },
    pepper: known(name),
    transport: async (call) => {
      calls.push(call);
      return { kind: 'answered', status: 200, body: bridgeAnswer(call) };
    },
    bridgeKeys: known({ [name]: { current: name } }),
    enqueue: async () => [],
    queueUrls: {},
    delay: async () => {},
    now: Date.now,
    random: Math.random,
    newToken: randomUUID,
    log() {},
  });
  await consume(
    { Records: [inventRecord(Date.now())] },
    { getRemainingTimeInMillis: () => 30_000 },
  );
  return calls;
}

function bridgeAnswer({ method, path }: BridgeCall): unknown {
  if (path.endsWith('/attributes')) return { customAttributes: [attribute] };
  return method === 'GET' && path.endsWith('/contacts')
    ? { contacts: [contact] }
    : contact;
}

function known<T>(value: T): Secret<T> {
  return { get: async () => value, reread: async () => value, prefetch: async () => {} };
}

function inventRecord(now: number): SQSRecord {
  const message: Message = {
    version: 1,
    source: name,
    workspace: name,
    contactKey: name,
    receivedAt: now,
    enqueuedAt: now,
    headers: {},
    query: {},
    events: [{ id: name, idFrom: 'sender', index: 0, time: now, body }],
  };
  return {
    messageId: name,
    receiptHandle: name,
    body: JSON.stringify(message),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(now),
      ApproximateFirstReceiveTimestamp: String(now),
      SenderId: name,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  };
}
