import type { BridgeAnswer } from '../../functions/core/bridge/bridge-answer.ts';
import type { BridgeCall } from '../../functions/core/bridge/bridge-calls.ts';
import type { DeployedConfig } from '../../functions/core/config/bridge-schema.ts';
import type { Message } from '../../functions/core/message/message.ts';
import { createConsumer } from '../../functions/edges/consumer.ts';
import type { LogFields } from '../../functions/edges/log/log.ts';
import { seededRandom } from '../oracle/random.ts';
import { startTimeline, type Timeline } from '../oracle/timeline.ts';
import { receivedAt } from './build-source.ts';
import { createMemory } from './memory.ts';
import { createMemoryBridge, type MemoryBridgeOptions } from './memory-bridge.ts';
import { noDrift } from './no-drift.ts';

export interface SimulationOptions
  extends Pick<MemoryBridgeOptions, 'contacts' | 'attributes' | 'behaviour'> {
  /** How many copies of the deliver function run side by side. */
  copies?: number;
  /** How long one call to Bridge takes. */
  latencyMs?: number;
  /** Answers a call instead of Bridge. */
  intercept?: (call: BridgeCall, now: number) => BridgeAnswer | undefined;
  apiKey?: string;
  seed?: number;
}

/** A message in the queue of the simulation. */
export interface Queued {
  message: Message;
  receives: number;
  isDone: boolean;
}

/** A settled event, as the log has it. */
export interface Settled extends LogFields {
  at: number;
  eventId: string;
}

const functionMs = 30_000;
const visibilitySeconds = 180;

/**
 * The real consumer over a memory and a Bridge in this process, on virtual time: copies of the
 * function side by side, a FIFO queue with visibility, and calls to Bridge that take time.
 */
export function startSimulation(config: DeployedConfig, options: SimulationOptions = {}) {
  const { copies = 1, latencyMs = 100, seed = 12_345 } = options;
  const memory = createMemory();
  const logs: (LogFields & { at: number })[] = [];
  const calls: (BridgeCall & { at: number })[] = [];
  const busy = { copies: 0, waiting: 0 };
  const timeline = startTimeline(receivedAt, () => busy.copies === busy.waiting);
  const bridge = createMemoryBridge({ ...options, now: timeline.now });
  const random = seededRandom(seed);
  const queue = startQueue(timeline, () => dispatch());
  let tokens = 0;

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      busy.waiting += 1;
      timeline.at(timeline.now() + ms, () => {
        busy.waiting -= 1;
        resolve();
      });
    });
  const secret = <T>(value: T) => ({
    get: async () => value,
    reread: async () => value,
    prefetch: async () => {},
  });
  const createCopy = () =>
    createConsumer({
      config,
      memory: memory.memory,
      drift: noDrift,
      pepper: secret('fake-pepper'),
      bridgeKeys: secret({ main: { current: options.apiKey ?? 'key' } }),
      transport: async (call) => {
        calls.push({ ...call, at: timeline.now() });
        await sleep(latencyMs);
        return options.intercept?.(call, timeline.now()) ?? bridge.transport(call);
      },
      enqueue: async (_, messages) => {
        for (const { body } of messages) queue.put(JSON.parse(body) as Message);
        return [];
      },
      queueUrls: { main: 'https://queue.example' },
      delay: async (_, handle, seconds) => void queue.delays.set(handle, seconds),
      now: timeline.now,
      random,
      newToken: () => `token-${++tokens}`,
      log: (_, fields) => void logs.push({ at: timeline.now(), ...fields }),
    });

  const idle = Array.from({ length: copies }, createCopy);
  const dispatch = (): void => {
    for (;;) {
      const copy = queue.ready.length === 0 ? undefined : idle.shift();
      const item = copy === undefined ? undefined : queue.ready.shift();
      if (copy === undefined || item === undefined) return;
      busy.copies += 1;
      void receive(copy, item, queue, timeline).then(() => {
        busy.copies -= 1;
        idle.push(copy);
        dispatch();
      });
    }
  };

  return {
    ...memory,
    bridge,
    calls,
    logs,
    messages: queue.messages,
    put: queue.put,
    now: timeline.now,
    settled: () =>
      logs.filter((line): line is Settled => line.message === 'event settled'),
    /** Lets time pass until everything is settled, or until `end` (ms since 1970). */
    async run(end: number): Promise<void> {
      for (;;) {
        await timeline.settle();
        const due = timeline.nextDue();
        if (due === undefined || due > end) return;
        await timeline.step();
      }
    },
  };
}

type Queue = ReturnType<typeof startQueue>;

/** A FIFO queue: of each group, the first message that is not done is handed over when visible. */
function startQueue(timeline: Timeline, onReady: () => void) {
  const messages: Queued[] = [];
  const groups = new Map<string, Queued[]>();
  const ready: Queued[] = [];
  const groupOf = ({ contactKey, events }: Message) => contactKey ?? events[0]?.id ?? '';
  const showAt = (item: Queued, at: number) =>
    timeline.at(at, () => {
      ready.push(item);
      onReady();
    });
  return {
    messages,
    ready,
    delays: new Map<string, number>(),
    showAt,
    put(message: Message, at = timeline.now()): void {
      const item = { message, receives: 0, isDone: false };
      messages.push(item);
      timeline.at(at, () => {
        const group = groups.get(groupOf(message)) ?? [];
        groups.set(groupOf(message), group);
        if (group.push(item) === 1) showAt(item, timeline.now());
      });
    },
    done(item: Queued): void {
      item.isDone = true;
      const group = groups.get(groupOf(item.message)) ?? [];
      group.shift();
      const [next] = group;
      if (next !== undefined) showAt(next, timeline.now());
    },
  };
}

async function receive(
  consume: ReturnType<typeof createConsumer>,
  item: Queued,
  queue: Queue,
  timeline: Timeline,
): Promise<void> {
  item.receives += 1;
  const handle = String(queue.messages.indexOf(item));
  queue.delays.delete(handle);
  const startedAt = timeline.now();
  const record = {
    messageId: handle,
    receiptHandle: handle,
    body: JSON.stringify(item.message),
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:main.fifo',
    attributes: {
      ApproximateReceiveCount: String(item.receives),
      SentTimestamp: String(item.message.enqueuedAt),
    },
  };
  const { batchItemFailures } = await consume({ Records: [record] } as never, {
    getRemainingTimeInMillis: () => functionMs - (timeline.now() - startedAt),
  });
  if (batchItemFailures.length === 0) return queue.done(item);
  const seconds = queue.delays.get(handle) ?? visibilitySeconds;
  queue.showAt(item, timeline.now() + seconds * 1000);
}
