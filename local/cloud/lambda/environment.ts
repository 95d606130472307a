import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { devNull } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isRecord, parseJson } from '../json.ts';

export interface FunctionSettings {
  name: string;
  arn: string;
  region: string;
  /** Where its code lies. */
  directory: string;
  /** `<file>.<export>` */
  handler: string;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
  /** How many workers there can be at a time. */
  maximumConcurrency: number;
}

/** One line a function wrote to stdout or stderr; `parsed` when the line is a JSON object. */
export interface FunctionLog {
  functionName: string;
  line: string;
  parsed?: Record<string, unknown> | undefined;
}

/**
 * Starts a worker process on the code of a function. Its environment is the function's and what
 * Lambda adds; nothing of this process's own gets in, and the credentials are made up. What it is
 * told and says goes over the channel of the process.
 */
export function spawnWorker(
  settings: FunctionSettings,
  clockOffsetMs: number,
  onLog: (line: FunctionLog) => void,
): ChildProcess {
  const child = spawn(process.execPath, [bootstrap, String(clockOffsetMs)], {
    cwd: settings.directory,
    env: workerEnvironment(settings),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) =>
      onLog(logLine(settings.name, line)),
    );
  }
  return child;
}

const bootstrap = fileURLToPath(new URL('bootstrap.mjs', import.meta.url));

function workerEnvironment(settings: FunctionSettings): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: 'UTC',
    LANG: 'en_US.UTF-8',
    // Without this Node finds no network on Windows.
    SystemRoot: process.env.SystemRoot,
    // Keeps an SDK away from the user's profiles and from the metadata service.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_REGION: settings.region,
    AWS_DEFAULT_REGION: settings.region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: settings.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${settings.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `local/[$LATEST]${randomUUID().replaceAll('-', '')}`,
    LAMBDA_TASK_ROOT: settings.directory,
    _HANDLER: settings.handler,
    ...settings.environment,
    // What Node has compiled once; set where many runs follow one another.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
  };
}

function logLine(functionName: string, line: string): FunctionLog {
  return { functionName, line, parsed: objectIn(line) };
}

/** `undefined` for a line that is no JSON object, which is fine. */
function objectIn(line: string): Record<string, unknown> | undefined {
  const value = line.startsWith('{') ? parseJson(line) : undefined;
  return isRecord(value) ? value : undefined;
}
