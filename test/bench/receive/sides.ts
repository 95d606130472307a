import { createHmac, timingSafeEqual } from 'node:crypto';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { keyedHash, plainHash } from '../../../functions/core/canonical.ts';
import type { OutgoingMessage } from '../../../functions/core/message/message.ts';
import { signRequest } from '../../../functions/core/verify/sign/sign-request.ts';
import { clocks } from '../../../functions/edges/clocks.ts';
import { parseJsonBody } from '../../../functions/edges/parse-json-body.ts';
import { createHook } from '../../../functions/edges/receive/hook.ts';
import type { HookEvent } from '../../../functions/edges/receive/stages.ts';
import { requestEvent } from '../../../local/cloud/events.ts';
import { buildConfig, buildSource } from '../../support/build-source.ts';
import { noDrift } from '../../support/no-drift.ts';

const publicUrl = 'https://hooks.example.com';
const key = 'fake-signing-key';
const pepper = 'fake-pepper';

export const source = {
  ...buildSource({
    verify: {
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      header: 'x-signature',
    },
    events: { id: ['id'], time: 'at', timeZone: 'UTC' },
    contact: { match: ['email'], ifNotFound: ['park'] },
    map: { email: 'person.email', firstName: 'person.first' },
  }),
  name: 'bench',
};
export const split = {
  ...source,
  name: 'split',
  events: { ...source.events, split: 'list' },
};

/** The function without the calls to AWS; gives what it has put into the queue. */
export function createReceive(sources = [source]) {
  let queued: OutgoingMessage[] = [];
  const secret = <T>(value: T) => ({
    get: async () => value,
    reread: async () => value,
    prefetch: async () => {},
  });
  const keys = Object.fromEntries(sources.map(({ name }) => [name, { current: key }]));
  const hook = createHook({
    config: buildConfig(...sources),
    publicUrl,
    queueUrls: { main: 'queue' },
    signingKeys: secret(keys),
    pepper: secret(pepper),
    enqueue: async (_, messages) => {
      queued = messages;
      return [];
    },
    openCounts: async () => noDrift,
    parseJson: parseJsonBody,
    ...clocks,
    log: (level, fields) => void JSON.stringify({ level, ...fields }),
  });
  const handler = middy<HookEvent>()
    .onError(hook.answerErrors)
    .before(hook.findSource)
    .before(hook.handshake)
    .before(hook.verify)
    .before(hook.parse)
    .handler(hook.enqueue);
  return async (event: HookEvent) => {
    const context = { getRemainingTimeInMillis: () => 5_000 } as Context;
    const { statusCode } = await handler(event, context);
    if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
    return queued;
  };
}

/** What somebody would write who needs this one sender and the same message. */
export async function receiveByHand(event: HookEvent): Promise<OutgoingMessage[]> {
  const raw = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const expected = createHmac('sha256', key).update(raw).digest();
  const given = Buffer.from(event.headers['x-signature'] ?? '', 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Error('answered 401');
  const body = (await parseJsonBody(raw.toString())) as {
    id: string;
    at: string;
    person: { email: string };
  };
  const id = keyedHash(pepper, 'event', 'bench', body.id);
  const email = `email:${body.person.email.toLowerCase()}`;
  const contactKey = keyedHash(pepper, 'contact', 'main', email);
  const { requestId, timeEpoch } = event.requestContext;
  const message = {
    version: 1,
    source: 'bench',
    workspace: 'main',
    requestId,
    receivedAt: timeEpoch,
    enqueuedAt: Date.now(),
    headers: visibleHeaders(event.headers),
    query: {},
    contactKey,
    events: [{ body, id, idFrom: 'sender', time: Date.parse(body.at), index: 0 }],
  };
  JSON.stringify({
    level: 'info',
    message: 'request accepted',
    requestId,
    eventIds: [id],
  });
  return [
    { body: JSON.stringify(message), group: contactKey, dedup: plainHash(id), events: 1 },
  ];
}

function visibleHeaders({
  'x-signature': _,
  host: __,
  'content-length': ___,
  'x-forwarded-for': ____,
  'x-forwarded-proto': _____,
  'x-forwarded-port': ______,
  'x-amzn-trace-id': _______,
  ...others
}: HookEvent['headers']) {
  return others;
}

let count = 0;

/** A signed request with a body of that size, and a new event in it. */
export function post({ kilobytes = 1.6, events = 0, name = 'bench' } = {}): HookEvent {
  const one = (size: number) => {
    count += 1;
    return {
      id: `e${count}`,
      at: '2026-01-01T10:00:00.000Z',
      person: { email: `person-${count}@example.com`, first: `Ada ${count}` },
      fields: Array.from({ length: Math.round(size / 0.032) }, (_, index) => ({
        name: `field ${index}`,
        n: index,
      })),
    };
  };
  const value =
    events === 0
      ? one(kilobytes)
      : { list: Array.from({ length: events }, () => one(kilobytes)) };
  const body = Buffer.from(JSON.stringify(value));
  const url = `${publicUrl}/hooks/${name}`;
  const raw = { method: 'POST', url, headers: {}, query: {}, body };
  const { headers } = signRequest(raw, source.verify, key, Date.now());
  const request = {
    method: 'POST',
    path: `/hooks/${name}`,
    headers: Object.entries({ 'content-type': 'application/json', ...headers }),
    body,
    sourceIp: '192.0.2.1',
    protocol: 'HTTP/1.1',
    receivedAt: Date.now(),
  };
  const api = { accountId: '0', apiId: 'api', stage: '$default', publicUrl };
  const event: unknown = requestEvent(
    request,
    'POST /hooks/{source}',
    { source: name },
    api,
  );
  return event as HookEvent;
}
