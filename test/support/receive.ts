import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Source } from '../../functions/core/config/source-schema.ts';
import type { Message } from '../../functions/core/message/message.ts';
import { messageSchema } from '../../functions/core/message/message-schema.ts';
import type { Clocks } from '../../functions/core/receive/work-limit.ts';
import type { LogFields } from '../../functions/edges/log/log.ts';
import { parseJsonBody } from '../../functions/edges/parse-json-body.ts';
import { createHook, type HookDeps } from '../../functions/edges/receive/hook.ts';
import type { HookEvent } from '../../functions/edges/receive/stages.ts';
import { requestEvent } from '../../local/cloud/events.ts';
import { buildConfig, receivedAt } from './build-source.ts';
import { noDrift } from './no-drift.ts';

const publicUrl = 'https://hooks.example.com';
const api = { accountId: '0', apiId: 'api', stage: '$default', publicUrl };

/**
 * The chain of functions/receive.ts for one source, with a queue in memory.
 * @param own what time does, which stands still by default, and what parses
 */
export function createReceive(
  source: Source,
  own: Partial<Clocks & Pick<HookDeps, 'parseJson'>> = {},
) {
  const queued: Message[] = [];
  const logs: LogFields[] = [];
  const hook = createHook({
    config: buildConfig(source),
    publicUrl,
    queueUrls: { main: 'queue' },
    signingKeys: {
      get: async () => ({}),
      reread: async () => ({}),
      prefetch: async () => {},
    },
    pepper: {
      get: async () => 'fake-pepper',
      reread: async () => 'fake-pepper',
      prefetch: async () => {},
    },
    enqueue: async (_, messages) => {
      queued.push(...messages.map(({ body }) => messageSchema.parse(JSON.parse(body))));
      return [];
    },
    openCounts: async () => noDrift,
    parseJson: parseJsonBody,
    now: () => receivedAt + 5,
    usedCpuMs: () => 0,
    ...own,
    log: (_, fields) => void logs.push(fields),
  });
  const handler = middy<HookEvent>({ timeoutEarlyInMillis: 0 })
    .onError(hook.answerErrors)
    .before(hook.findSource)
    .before(hook.handshake)
    .before(hook.verify)
    .before(hook.parse)
    .handler(hook.enqueue);

  return {
    queued,
    logs,
    events: () => queued.flatMap(({ events }) => events),
    /** Posts a body as API Gateway hands it over; gives the answer's status and body. */
    async post(body: string, contentType = 'application/json') {
      const request = {
        method: 'POST',
        path: `/hooks/${source.name}`,
        headers: [['content-type', contentType]] as [string, string][],
        body: Buffer.from(body),
        sourceIp: '192.0.2.1',
        protocol: 'HTTP/1.1',
        receivedAt,
      };
      const parameters = { source: source.name };
      const event = requestEvent(request, 'POST /hooks/{source}', parameters, api);
      const context = { getRemainingTimeInMillis: () => 10_000 } as Context;
      const answer = await handler(event as unknown as HookEvent, context);
      return {
        status: answer.statusCode,
        body: JSON.parse(answer.body ?? 'null') as unknown,
      };
    },
  };
}
