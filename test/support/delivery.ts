import { createAttributeCatalogue } from '../../functions/core/bridge/attribute-catalogue.ts';
import type {
  AttributeDefinition,
  Contact,
} from '../../functions/core/bridge/bridge-answer.ts';
import { createBridge } from '../../functions/core/bridge/bridge-calls.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { deliverMessage } from '../../functions/core/deliver/deliver-message.ts';
import type { Surroundings } from '../../functions/core/deliver/delivery.ts';
import type { PutOff } from '../../functions/core/deliver/put-off.ts';
import { TransientFailure } from '../../functions/core/errors.ts';
import type { Ending } from '../../functions/core/memory/event-record.ts';
import type { Message, OutgoingMessage } from '../../functions/core/message/message.ts';
import { messageSchema } from '../../functions/core/message/message-schema.ts';
import { unknownLanguageIn } from '../../functions/core/reasons/field-reason.ts';
import { workspaceId } from './bridge-contacts.ts';
import { buildConfig, receivedAt } from './build-source.ts';
import { createMemory } from './memory.ts';
import { createMemoryBridge } from './memory-bridge.ts';

/** What a delivery came to: how each event ended, by id; what comes back; or why it ended early. */
export interface Delivered {
  endings: Record<string, Ending['outcome']>;
  putOffs: PutOff[];
  /** Why the first of those comes back, or what was thrown. */
  failure: Pick<PutOff, 'reason' | 'detail'> | TransientFailure | undefined;
}

/** Everything deliver works with, in memory, on a clock that only tests move. */
export function createDelivery(
  source: Source,
  contacts: Contact[] = [],
  attributes: AttributeDefinition[] = [],
) {
  const memory = createMemory();
  const requeued: Message[] = [];
  let now = receivedAt + 1_000;
  const bridge = createMemoryBridge({ contacts, attributes, now: () => now });
  let tokens = 0;
  const receives = new Map<string, number>();
  const skipped = new Map<string, string | undefined>();
  const key = { get: async () => 'key', reread: async () => 'key' };
  const api = createBridge(bridge.transport, workspaceId, key);

  return {
    ...memory,
    bridge,
    /** What was put back into the queue because its person was found. */
    requeued,
    /** What was left out of each event, though it is not empty. */
    skipped,
    now: () => now,
    wait: (seconds: number) => {
      now += seconds * 1000;
    },
    async deliver(message: Message): Promise<Delivered> {
      const endings: Delivered['endings'] = {};
      const catalogue = createAttributeCatalogue(
        () => api.listAttributes(),
        () => now,
      );
      const surroundings: Surroundings = {
        config: buildConfig(source),
        memory: memory.memory,
        pepper: 'fake-pepper',
        openWorkspace: () => ({ bridge: api, catalogue }),
        now: () => now,
        random: () => 0.5,
        newToken: () => `token-${++tokens}`,
        enqueue: async (_: string, messages: OutgoingMessage[]) => {
          requeued.push(
            ...messages.map(({ body }) => messageSchema.parse(JSON.parse(body))),
          );
        },
        report: (settled) => {
          for (const ending of settled) {
            endings[ending.event.id] = ending.outcome;
            skipped.set(ending.event.id, unknownLanguageIn(ending.reasons));
          }
        },
      };
      // A message handed over again is one whose first event was handed over before.
      const messageId = `${message.replay === true} ${message.events[0]?.id}`;
      const receiveCount = (receives.get(messageId) ?? 0) + 1;
      receives.set(messageId, receiveCount);
      try {
        const putOffs = await deliverMessage(
          { message, messageId, receiveCount },
          surroundings,
        );
        return { endings, putOffs, failure: putOffs[0] };
      } catch (failure) {
        if (!(failure instanceof TransientFailure)) throw failure;
        return { endings, putOffs: [], failure };
      }
    },
  };
}
