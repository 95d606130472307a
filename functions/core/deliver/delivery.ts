import type { AttributeCatalogue } from '../bridge/attribute-catalogue.ts';
import type { Bridge } from '../bridge/bridge-calls.ts';
import type { DeployedConfig } from '../config/bridge-schema.ts';
import type { Source } from '../config/source-schema.ts';
import type { Attempt, Ending, EventRecord, Progress } from '../memory/event-record.ts';
import type { Memory } from '../memory/memory.ts';
import type { Message, OutgoingMessage } from '../message/message.ts';

/** What deliver is given: where it runs, and what it knows of the message from the queue. */
export interface Surroundings {
  config: DeployedConfig;
  memory: Memory;
  /** Keys the HMACs of what people are known by. */
  pepper: string;
  /** The Bridge of a workspace that is configured. */
  openWorkspace(id: string): OpenWorkspace;
  /** Puts messages into the queue of a workspace. @throws TransientFailure `queue` */
  enqueue(workspace: string, messages: OutgoingMessage[]): Promise<void>;
  /** Called with events as soon as they have ended and that is written down. */
  report(endings: Ending[]): void;
  now(): number;
  /** 0 to 1. */
  random(): number;
  newToken(): string;
}

interface OpenWorkspace {
  bridge: Bridge;
  catalogue: AttributeCatalogue;
}

/** A message from the queue. */
export interface Receipt {
  message: Message;
  /** The queue's own, the same at every receipt. */
  messageId: string;
  /** 1 at the first receipt. */
  receiveCount: number;
}

/** A message that is being delivered, and what is remembered of it. */
export interface OpenMessage extends Surroundings, Receipt {
  records: ReadonlyMap<string, EventRecord>;
  /** Whose message it is: what the queue groups by. */
  group: string;
  /** What is noted of the message; what changes is noted when the delivery ends. */
  progress: Progress;
  /** A PATCH is about to be sent for these events. */
  noteAttempt(at: number, eventIds: Iterable<string>): void;
  /** Bridge has answered the last one. */
  noteStatus(status: number, eventIds: Iterable<string>): void;
  attemptsOf(eventId: string): Attempt[];
  /** Writes down how events ended, and reports them. @throws TransientFailure */
  settle(endings: Ending[]): Promise<void>;
}

/** A delivery under way: the one record that the steps of delivering share. */
export interface Delivery extends OpenMessage, OpenWorkspace {
  source: Source;
}
