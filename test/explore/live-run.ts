import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  ConditionalCheckFailedException,
  InternalServerError,
} from '@aws-sdk/client-dynamodb';
import type { BridgeAnswer } from '../../functions/core/bridge/bridge-answer.ts';
import type { BridgeCall } from '../../functions/core/bridge/bridge-calls.ts';
import type { OutgoingMessage } from '../../functions/core/message/message.ts';
import { limits } from '../../lib/config/limits.ts';
import type { Consume } from './subject.ts';
import type { TableAnswer, TableCall } from './table.ts';

/** What a run asks of the world around it. */
export type Call =
  | ({ to: 'table' } & TableCall)
  | { to: 'bridge'; call: BridgeCall }
  | { to: 'delay'; seconds: number }
  | { to: 'enqueue'; messages: OutgoingMessage[] };

export type Answer =
  | TableAnswer
  | BridgeAnswer
  /** The SDK gave up: whether the call was carried out is not known. */
  | { kind: 'serverError' }
  | { kind: 'done' }
  | { kind: 'notStored' };

/** A call that a run waits for. */
export interface PendingCall {
  /** Its place among the calls of the run. */
  index: number;
  issuedAt: number;
  call: Call;
}

/** One receipt of a message. */
export interface Receipt {
  label: string;
  body: string;
  group: string;
  receives: number;
  /** Ms since 1970. */
  at: number;
  /** How far the clock of its machine is ahead. */
  skewMs: number;
}

export interface LiveRun {
  pending(): PendingCall[];
  /** How it ended, once it has: the message is done with, or comes again. */
  end(): 'done' | 'again' | undefined;
  bugs(): string[];
  /** Answers a call; resolves when the run waits again, or has ended. */
  answer(index: number, answer: Answer, now: number): Promise<void>;
}

/** So often a message is received while others could be; after that they take turns. */
export const freeReceives = 2;

/** What a consumer runs on that was started for one receipt. Answers move its clock. */
export interface Machine {
  call(call: Call): Promise<Answer>;
  now(): number;
  random(): number;
  newToken(): string;
  onBug(text: string): void;
}

/** Starts the real consumer with a message; resolves when it waits for the first time. */
export async function startRun(
  start: (machine: Machine) => Consume,
  receipt: Receipt,
): Promise<LiveRun> {
  const waiting = new Map<number, PendingCall & { resolve: (answer: Answer) => void }>();
  const bugs: string[] = [];
  let now = receipt.at;
  let calls = 0;
  let tokens = 0;
  let end: 'done' | 'again' | undefined;

  const consume = start({
    call: (call) =>
      new Promise((resolve) => {
        waiting.set(calls, { index: calls, issuedAt: now, call, resolve });
        calls += 1;
      }),
    now: () => now + receipt.skewMs,
    // The earliest return there can be, and then the latest, so that all comes to rest.
    random: () => (receipt.receives <= freeReceives ? 0 : 1),
    newToken: () => {
      tokens += 1;
      return `${receipt.label}.${receipt.receives}.${tokens}`;
    },
    onBug: (text) => bugs.push(text),
  });
  const until = receipt.at + limits.deliverTimeoutSeconds * 1000;
  const event = { Records: [toRecord(receipt)] };
  void consume(event, { getRemainingTimeInMillis: () => until - now }).then(
    ({ batchItemFailures }) => {
      end = batchItemFailures.length === 0 ? 'done' : 'again';
    },
    (error: unknown) => {
      bugs.push(`the function throws: ${error}`);
      end = 'again';
    },
  );

  /** Between two calls it only computes: after one turn it waits for calls, or has ended. */
  async function settle(): Promise<void> {
    await nextTurn();
    if (waiting.size === 0 && end === undefined)
      throw new Error('The run waits for something that is no call.');
  }

  await settle();
  return {
    pending: () =>
      [...waiting.values()].map(({ index, issuedAt, call }) => ({
        index,
        issuedAt,
        call,
      })),
    end: () => end,
    bugs: () => bugs,
    async answer(index, answer, at) {
      now = at;
      const call = waiting.get(index);
      if (call === undefined) throw new Error(`Nobody waits for call ${index}.`);
      waiting.delete(index);
      call.resolve(structuredClone(answer));
      await settle();
    },
  };
}

/** What the SDK's client resolves with, or throws. */
export function toOutput(answer: Answer): object {
  if (answer.kind === 'output') return { $metadata: {}, ...answer.output };
  if (answer.kind === 'conditionFailed') {
    const { item } = answer;
    const shown = item === undefined ? {} : { Item: item as never };
    throw new ConditionalCheckFailedException({ message: 'no', $metadata: {}, ...shown });
  }
  throw new InternalServerError({ message: 'as planned', $metadata: {} });
}

function toRecord({ label, body, group, receives, at }: Receipt) {
  return {
    messageId: label,
    receiptHandle: `${label}.${receives}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      MessageGroupId: group,
      SentTimestamp: String(at),
      SenderId: 'receive',
      ApproximateFirstReceiveTimestamp: String(at),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:0:main.fifo',
    awsRegion: 'us-east-1',
  };
}
