import type { ChildProcess } from 'node:child_process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { type FunctionError, type Invocation, saidSchema } from './channel.ts';
import { type FunctionLog, type FunctionSettings, spawnWorker } from './environment.ts';

/** What became of an invocation: the JSON the handler returned, or the error. */
export type Outcome = { ok: true; payload: string } | ({ ok: false } & FunctionError);

/** An invocation that waits for a worker or runs in one. */
export interface Pending {
  id: string;
  payload: string;
  traceId: string;
  resolve(outcome: Outcome): void;
}

/** What a worker says of itself. */
export interface WorkerEvents {
  onIdle(): void;
  /** `initError` says why a worker that never became idle has gone. */
  onExit(initError?: FunctionError): void;
}

/** How long Lambda waits for a function to start before that counts as failed. */
const initTimeoutMs = 10_000;

/** One worker process from its start to its end. It runs one invocation at a time. */
export class Worker {
  state: 'starting' | 'idle' | 'busy' | 'gone' = 'starting';
  private readonly settings: FunctionSettings;
  private readonly clock: Clock;
  private readonly onLog: (line: FunctionLog) => void;
  private readonly child: ChildProcess;
  private readonly exited: Promise<void>;
  private current: Pending | undefined;
  private failure: FunctionError | undefined;
  private timer: NodeJS.Timeout;

  constructor(
    settings: FunctionSettings,
    clock: Clock,
    onLog: (line: FunctionLog) => void,
    events: WorkerEvents,
  ) {
    this.settings = settings;
    this.clock = clock;
    this.onLog = onLog;
    this.child = spawnWorker(settings, clock.now() - Date.now(), onLog);
    this.child.on('message', (message) => this.hear(message, events));
    this.timer = this.killAfter(
      initTimeoutMs + settings.timeoutSeconds * 1000,
      'starting up',
    );
    this.child.once('error', (error) => {
      this.failure = {
        errorType: 'Runtime.ExitError',
        errorMessage: `The worker could not be started: ${error.message}`,
      };
    });
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        events.onExit(this.bury(signal ? `signal: ${signal}` : `exit status ${code}`));
        resolve();
      });
    });
  }

  /** Only for an idle worker. */
  run(pending: Pending): void {
    const timeoutMs = this.settings.timeoutSeconds * 1000;
    this.state = 'busy';
    this.current = pending;
    this.timer = this.killAfter(
      timeoutMs,
      `after ${this.settings.timeoutSeconds.toFixed(2)} seconds`,
    );
    this.tell({
      id: pending.id,
      payload: pending.payload,
      traceId: pending.traceId,
      functionArn: this.settings.arn,
      deadline: Date.now() + timeoutMs,
      clockOffsetMs: this.clock.now() - Date.now(),
    });
  }

  stop(): Promise<void> {
    this.child.kill('SIGKILL');
    return this.exited;
  }

  private tell(invocation: Invocation) {
    // One that has gone does not hear it, and its end fails the invocation.
    this.child.send(invocation, () => {});
  }

  private hear(message: unknown, { onIdle }: WorkerEvents) {
    const { data: said } = saidSchema.safeParse(message);
    if (said === undefined) return;
    if (said.kind === 'initError') {
      this.failure = said.error;
      return;
    }
    if (said.kind === 'response')
      void this.finish(said.id, { ok: true, payload: said.payload });
    if (said.kind === 'error') void this.finish(said.id, { ok: false, ...said.error });
    clearTimeout(this.timer);
    this.state = 'idle';
    onIdle();
  }

  /**
   * Answers the invocation, once the lines the function wrote before its answer have been read too.
   */
  private async finish(id: string, outcome: Outcome) {
    const { current } = this;
    if (current?.id !== id) return;
    clearTimeout(this.timer);
    this.current = undefined;
    await nextTurn();
    current.resolve(outcome);
  }

  private killAfter(milliseconds: number, when: string): NodeJS.Timeout {
    return setTimeout(() => {
      this.failure = {
        errorType: 'Sandbox.Timedout',
        errorMessage: `Task timed out ${when}`,
      };
      this.child.kill('SIGKILL');
    }, milliseconds);
  }

  /** Fails what was running. Returns the error of a worker that never got that far. */
  private bury(how: string): FunctionError | undefined {
    clearTimeout(this.timer);
    const wasStarting = this.state === 'starting';
    const failure = this.failure ?? {
      errorType: 'Runtime.ExitError',
      errorMessage: `Runtime exited with error: ${how}`,
    };
    this.state = 'gone';
    if (this.current) {
      this.onLog({
        functionName: this.settings.name,
        line: `RequestId: ${this.current.id} Error: ${failure.errorMessage}`,
      });
      this.current.resolve({ ok: false, ...failure });
    }
    return wasStarting ? failure : undefined;
  }
}
