import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { devNull } from 'node:os';
import { join } from 'node:path';

/** One call of a handler, as the process gets it. */
export interface HostCall {
  /** The event as JSON. */
  payload: string;
  /** What `Date.now()` says when the call begins; ms since 1970. */
  now: number;
  remainingMs: number;
}

/** What became of a call. */
export interface HostAnswer {
  answer?: unknown;
  /** The name of what the handler threw. */
  thrown?: string;
  /** Everything that was written to stdout and stderr since the answer before. */
  written: string;
  milliseconds: number;
  rssBytes: number;
  heapBytes: number;
}

/** The process has ended before it answered. */
export class FunctionEnded extends Error {
  override readonly name = 'FunctionEnded';
  /** It was ended, because its timeout was over. */
  readonly isOutOfTime: boolean;

  constructor(message: string, isOutOfTime: boolean) {
    super(message);
    this.isOutOfTime = isOutOfTime;
  }
}

/** A deployed function in a process of its own. It answers one call at a time. */
export interface DeployedFunction {
  /**
   * @throws FunctionEnded if the process ends, or does not answer within `remainingMs`: it is
   *   ended then
   */
  invoke(call: HostCall): Promise<HostAnswer>;
  stop(): Promise<void>;
}

/** Against a function that never starts, not against a busy machine. */
const startMs = 60_000;

/**
 * Starts the bundle in a directory. The process has the memory of the function, and of this one's
 * environment nothing: what is given, and what Lambda adds.
 */
export async function startFunction(
  directory: string,
  environment: Record<string, string>,
  startedAt: number,
): Promise<DeployedFunction> {
  const child = fork(
    join(import.meta.dirname, 'deployed-host.ts'),
    [join(directory, 'index.mjs'), String(startedAt)],
    {
      env: { ...lambdaEnvironment, ...environment },
      execArgv: [`--max-old-space-size=${heapMb}`],
      serialization: 'advanced',
    },
  );
  await answerOf(child, startMs);
  return {
    async invoke(call) {
      child.send(call);
      return answerOf(child, call.remainingMs);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** What the stack gives its functions. */
export const memoryMb = 512;
/** Leaves room for what is not in the heap. */
const heapMb = Math.floor(memoryMb * 0.9);

const lambdaEnvironment = {
  TZ: 'UTC',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
  AWS_REGION: 'us-east-1',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
};

function answerOf(child: ChildProcess, withinMs: number): Promise<HostAnswer> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit);
      end();
    };
    const onMessage = (message: HostAnswer) => settle(() => resolve(message));
    const onExit = (code: number | null, signal: string | null) =>
      settle(() =>
        reject(new FunctionEnded(`the function has ended: ${signal ?? code}`, false)),
      );
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      settle(() =>
        reject(
          new FunctionEnded(`the function has not answered within ${withinMs} ms`, true),
        ),
      );
    }, withinMs);
    child.once('message', onMessage).once('exit', onExit);
  });
}
