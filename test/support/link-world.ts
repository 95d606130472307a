import type { Contact } from '../../functions/core/bridge/bridge-answer.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { deliverMessage } from '../../functions/core/deliver/deliver-message.ts';
import type { Delivery, Surroundings } from '../../functions/core/deliver/delivery.ts';
import { openMessage } from '../../functions/core/deliver/open-message.ts';
import type { TransientFailure, TransientReason } from '../../functions/core/errors.ts';
import type { Ending } from '../../functions/core/memory/event-record.ts';
import { toLinkKey } from '../../functions/core/memory/links.ts';
import type { Memory } from '../../functions/core/memory/memory.ts';
import type { Message } from '../../functions/core/message/message.ts';
import { messageSchema } from '../../functions/core/message/message-schema.ts';
import { buildConfig, receivedAt } from './build-source.ts';
import type { Gate } from './every-order.ts';
import { createFakeBridge } from './fake-bridge.ts';
import { createMemory, type Method, watched } from './memory.ts';

const pepper = 'fake-pepper';
const catalogue = {
  find: async () => undefined,
  allFor: async () => [],
  reread: async () => undefined,
};

/** The key of an id of the system `crm`. */
export const keyOf = (id: string | number) => toLinkKey(pepper, 'main', 'crm', String(id));

/** What a delivery of a message came to; `again` says why it has to come back, if it has. */
export interface Came {
  endings: Record<string, Ending['outcome']>;
  again: TransientReason | undefined;
}

/** Memory, Bridge and a queue that knows dedup ids, on a clock that only tests move. */
export function createLinkWorld(source: Source, people: Contact[] = []) {
  const held = createMemory();
  const { bridge, ...fake } = createFakeBridge(people);
  const queue: Message[] = [];
  const dedups = new Set<string>();
  const receives = new Map<string, number>();
  let now = receivedAt + 1_000;
  let tokens = 0;

  const surroundings = (memory: Memory, report: Surroundings['report']): Surroundings => ({
    config: buildConfig(source),
    memory,
    pepper,
    openWorkspace: () => ({ bridge, catalogue }),
    async enqueue(_, messages) {
      for (const { body, dedup } of messages) {
        if (!dedups.has(dedup)) queue.push(messageSchema.parse(JSON.parse(body)));
        dedups.add(dedup);
      }
    },
    report,
    now: () => now,
    random: () => 0.5,
    newToken: () => `token-${++tokens}`,
  });

  const world = {
    ...held,
    ...fake,
    /** What was put back into the queue and not delivered yet. */
    queue,
    wait: (seconds: number) => {
      now += seconds * 1000;
    },
    /** Delivers a message once; `around` sees and may hold up every call of memory and queue. */
    async deliver(
      message: Message,
      around: (own: Surroundings) => Surroundings = (own) => own,
    ): Promise<Came> {
      const endings: Came['endings'] = {};
      const messageId = `${message.events.map(({ id }) => id).join()} ${message.replay}`;
      const receiveCount = (receives.get(messageId) ?? 0) + 1;
      receives.set(messageId, receiveCount);
      const own = surroundings(held.memory, (settled) => {
        for (const { event, outcome } of settled) endings[event.id] = outcome;
      });
      try {
        const [putOff] = await deliverMessage(
          { message, messageId, receiveCount },
          around(own),
        );
        return { endings, again: putOff?.reason };
      } catch (failure) {
        return { endings, again: (failure as TransientFailure).reason };
      }
    },
    /** Delivers every message until it is done, one after the other. */
    async deliverAll(messages: Message[]): Promise<void> {
      for (const message of messages)
        for (let again = true, tries = 1; again; tries += 1) {
          if (tries > 5) throw new Error('a message is never done');
          now += 61_000;
          again = (await world.deliver(message)).again !== undefined;
        }
    },
    /** Delivers what was put back, and what that puts back. */
    async deliverPutBack(): Promise<void> {
      for (let rounds = 1; queue.length > 0; rounds += 1) {
        if (rounds > 3) throw new Error('an event goes round and round');
        await world.deliverAll(queue.splice(0));
      }
    },
    /** A delivery under way, for what is a part of one. */
    async open(message: Message): Promise<Delivery> {
      const recalled = await held.memory.events.recall({
        eventIds: message.events.map(({ id }) => id),
        workspace: message.workspace,
        messageId: 'm',
        isFirstReceipt: false,
      });
      const receipt = { message, messageId: 'm', receiveCount: 2 };
      const opened = openMessage(
        receipt,
        recalled,
        surroundings(held.memory, () => {}),
      );
      return { ...opened, source, bridge, catalogue };
    },
  };
  return world;
}

const reads: readonly Method[] = ['links.readLink', 'links.idsOf', 'events.read'];

/** Holds up every call of these ports and of the queue; the rest only one delivery has. */
export function heldAt(
  gate: Gate,
  ports: (keyof Memory)[],
  { memory, enqueue, ...own }: Surroundings,
): Surroundings {
  return {
    ...own,
    memory: watched(memory, (name) => {
      const resource = ports.find((port) => name.startsWith(`${port}.`));
      if (resource === undefined || name === 'events.recall') return undefined;
      return gate({ name, resource, isRead: reads.includes(name) });
    }),
    async enqueue(workspace, messages) {
      await gate({ name: 'enqueue', resource: 'queue', isRead: false });
      return enqueue(workspace, messages);
    },
  };
}
