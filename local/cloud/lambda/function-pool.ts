import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { FunctionLog, FunctionSettings } from './environment.ts';
import type { FunctionError, RuntimeApi } from './runtime-api.ts';
import { type Outcome, type Pending, Worker } from './worker.ts';

export interface FunctionPool {
  /** Runs the function on an event. Waits for a free worker; never rejects. */
  invoke(event: unknown): Promise<Outcome>;
  /**
   * Kills the workers, as Lambda can do with an environment: what they work on fails, and new ones
   * take over.
   */
  kill(): void;
  /** Ends all workers at once. */
  stop(): Promise<void>;
}

/**
 * The workers of one function: one invocation each at a time, started when there is more to do than
 * there are workers, and kept. A worker that exits, or is still busy when the function's time (in
 * real time) is up and so is killed, fails its invocation and is replaced.
 */
export function startFunctionPool(
  settings: FunctionSettings,
  runtimeApi: RuntimeApi,
  clock: Clock,
  onLog: (line: FunctionLog) => void,
): FunctionPool {
  const waiting: Pending[] = [];
  const workers = new Set<Worker>();
  let stopped = false;

  function assign() {
    if (stopped) for (const { resolve } of waiting.splice(0)) resolve(stoppedOutcome);
    handOut(waiting, workers);
    for (let wanted = countWanted(waiting, workers, settings); wanted > 0; wanted -= 1)
      workers.add(
        new Worker(settings, runtimeApi, clock, onLog, { onIdle: assign, onExit }),
      );
  }

  function onExit(initError?: FunctionError) {
    for (const worker of workers) if (worker.state === 'gone') workers.delete(worker);
    if (initError) waiting.shift()?.resolve({ ok: false, ...initError });
    assign();
  }

  return {
    invoke: (event) =>
      new Promise((resolve) => {
        waiting.push({ id: randomUUID(), payload: JSON.stringify(event), resolve });
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

/** How many workers are missing for what waits. */
function countWanted(
  waiting: Pending[],
  workers: Set<Worker>,
  { maximumConcurrency }: FunctionSettings,
): number {
  const starting = [...workers].filter(({ state }) => state === 'starting').length;
  return Math.min(waiting.length - starting, maximumConcurrency - workers.size);
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
