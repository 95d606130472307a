import type { Intercept } from '../aws/endpoint.ts';
import type { QueuedMessage } from '../aws/queue/queued-message.ts';
import type { SecretStore } from '../aws/secrets.ts';
import type { Clock } from '../clock.ts';
import type { AnswerInstead, FrontOptions, RecordedRequest } from '../http-api/front.ts';
import type { FunctionLog } from '../lambda/environment.ts';
import type { FunctionEnvironments } from '../stack/functions.ts';

/** What a function is given to do. */
export interface FunctionRun {
  functionName: string;
  event: unknown;
  /** What it asks of servers on this machine meanwhile has this in the header x-amzn-trace-id. */
  traceId: string;
}

export interface LocalAppOptions extends FrontOptions {
  /** The cdk.out directory, holding one stack. */
  assembly: string;
  /**
   * What the stack takes for the address of its API; default `http://127.0.0.1:<port>`. Requests
   * for its host are taken.
   */
  publicUrl?: string | undefined;
  /** Default: the real time. */
  clock?: Clock | undefined;
  /** Where queues, tables and generated secrets are kept; without it nothing outlives the run. */
  stateDir?: string | undefined;
  environment?: FunctionEnvironments | undefined;
  secrets: SecretStore;
  /**
   * Lets the rules of the stack start functions by the clock. Default: they do not. With them
   * something is always due.
   */
  schedules?: boolean | undefined;
  onLog?: ((line: FunctionLog) => void) | undefined;
  /** Called before a function runs on an event. */
  onRun?: ((run: FunctionRun) => void) | undefined;
  onRequest?: ((request: RecordedRequest) => unknown) | undefined;
  answerInstead?: AnswerInstead | undefined;
  intercept?: Intercept | undefined;
}

export interface LocalApp {
  /** Where the API is on this machine. */
  url: string;
  awsEndpoint: string;
  outputs: Record<string, string>;
  /**
   * The one queue of this name, or with this in its name or logical id.
   * @throws Error where there is none, or more than one
   */
  queue(nameOrLogicalIdPart: string): LocalQueue;
  /**
   * Resolves when no request and no message is being worked on and no message a function could have
   * is waiting.
   */
  quiet(): Promise<void>;
  /**
   * With a virtual clock: jumps from one due time to the next until the queues that feed functions
   * are empty, nothing is due, or the next due time is more than `maxVirtualMs` (30 days) away from
   * the start.
   */
  settle(limits?: { maxVirtualMs?: number }): Promise<void>;
  /** Kills the processes of the functions with whatever they are doing; others take their place. */
  killWorkers(): void;
  /** Takes nothing more, gives what is running 5 s, and leaves nothing behind. */
  stop(): Promise<void>;
}

export interface LocalQueue {
  name: string;
  url: string;
  /**
   * All messages, oldest first. One that failed stays in flight until its visibility timeout ends.
   */
  messages(): QueuedMessage[];
}
