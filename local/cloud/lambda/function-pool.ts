import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Clock } from '../clock.ts';
import type { FunctionError } from './channel.ts';
import type { FunctionLog, FunctionSettings } from './environment.ts';
import { createPatience } from './patience.ts';
import { type Outcome, type Pending, Worker, type WorkerEvents } from './worker.ts';

export interface FunctionPool {
  /**
   * Runs the function on an event. Waits for a free worker; never rejects. What the function asks
   * of servers on this machine meanwhile carries the trace id.
   */
  invoke(event: unknown, traceId?: string): Promise<Outcome>;
  /**
   * Kills the workers, as Lambda can do with an environment: what they work on fails, and new ones
   * take over.
   */
  kill(): void;
  /** Ends all workers at once. */
  stop(): Promise<void>;
}

/** How soon workers are started, where Lambda would start one for every call that waits. */
export interface Pace {
  /** So many start at a time: each needs a processor, and so do those whose senders wait. */
  starting: number;
  /** More are started only where these do not come on. */
  enough: number;
  /** For how long nothing must have ended by then; real time. */
  patienceMs: number;
}

const processors = availableParallelism();
const machinePace: Pace = {
  starting: processors,
  enough: 2 * processors,
  patienceMs: 1_000,
};

/**
 * The workers of one function: one invocation each at a time, started when there is more to do than
 * there are workers, as fast as the machine allows, and kept. A worker that exits, or is still busy
 * when the function's time (in real time) is up and so is killed, fails its invocation and is
 * replaced.
 */
export function startFunctionPool(
  settings: FunctionSettings,
  clock: Clock,
  onLog: (line: FunctionLog) => void,
  pace: Pace = machinePace,
): FunctionPool {
  const start: StartWorker = (events) => new Worker(settings, clock, onLog, events);
  return poolOf(start, settings.maximumConcurrency, pace);
}

type StartWorker = (events: WorkerEvents) => Worker;

function poolOf(start: StartWorker, maximum: number, pace: Pace): FunctionPool {
  const waiting: Pending[] = [];
  const workers = new Set<Worker>();
  const patience = createPatience(pace.patienceMs, assign);
  let stopped = false;

  function assign() {
    if (stopped) for (const { resolve } of waiting.splice(0)) resolve(stoppedOutcome);
    handOut(waiting, workers);
    const most = patience.isLost() ? maximum : Math.min(maximum, pace.enough);
    for (let left = countWanted(waiting, workers, most, pace); left > 0; left -= 1)
      workers.add(start({ onIdle, onExit }));
    patience.waitIf(waiting.length > 0);
  }

  function onIdle() {
    patience.renew();
    assign();
  }

  function onExit(initError?: FunctionError) {
    for (const worker of workers) if (worker.state === 'gone') workers.delete(worker);
    if (initError) waiting.shift()?.resolve({ ok: false, ...initError });
    assign();
  }

  return {
    invoke: (event, traceId = newTraceId()) =>
      new Promise((resolve) => {
        const id = randomUUID();
        waiting.push({ id, payload: JSON.stringify(event), traceId, resolve });
        assign();
      }),
    kill: () => void stopAll(workers),
    async stop() {
      stopped = true;
      assign();
      await stopAll(workers);
    },
  };
}

/**
 * As X-Ray writes it:
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function newTraceId(): string {
  const hex = randomUUID().replaceAll('-', '');
  return `Root=1-${hex.slice(0, 8)}-${hex.slice(8)}`;
}

/** How many workers are missing for what waits. */
function countWanted(
  waiting: Pending[],
  workers: Set<Worker>,
  most: number,
  pace: Pace,
): number {
  const starting = [...workers].filter(({ state }) => state === 'starting').length;
  const toStart = Math.min(waiting.length, pace.starting) - starting;
  return Math.min(toStart, most - workers.size);
}

function stopAll(workers: Set<Worker>): Promise<unknown> {
  return Promise.all([...workers].map((worker) => worker.stop()));
}

/** Gives what waits to idle workers, the oldest first. */
function handOut(waiting: Pending[], workers: Set<Worker>): void {
  const idle = [...workers].filter(({ state }) => state === 'idle');
  for (const [index, pending] of waiting.splice(0, idle.length).entries())
    idle[index]?.run(pending);
}

const stoppedOutcome: Outcome = {
  ok: false,
  errorType: 'Stopped',
  errorMessage: 'The local run has stopped.',
};
