import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { readBody, serveLoopback } from '../loopback.ts';

/** What a worker is given to do. */
export interface Invocation {
  id: string;
  /** JSON. */
  payload: string;
  /** As X-Ray writes it: `Root=…`. */
  traceId: string;
  functionArn: string;
  /** Real time, ms since 1970. */
  deadline: number;
  /** What to add to real time to get the clock's. */
  clockOffsetMs: number;
}

/** Who looks after one worker process. */
interface Keeper {
  /** The worker is idle. It gets the invocation that `start` is called with. */
  onNext(start: (invocation: Invocation) => void): void;
  onResponse(id: string, payload: string): void;
  onError(id: string, error: FunctionError): void;
  onInitError(error: FunctionError): void;
}

const functionErrorSchema = z.object({ errorType: z.string(), errorMessage: z.string() });
export type FunctionError = z.output<typeof functionErrorSchema>;

export interface RuntimeApi {
  /** Returns what AWS_LAMBDA_RUNTIME_API is for this worker alone, and how to forget it. */
  register(keeper: Keeper): { address: string; unregister(): void };
  close(): Promise<void>;
}

/**
 * The Lambda runtime API (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html), each
 * worker under a path nobody can guess. Behind `/response` or `/error` can stand `/next`: then the
 * answer is the next invocation, which spares a request.
 */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  const keepers = new Map<string, Keeper>();
  const server = await serveLoopback(0, (request, response) => {
    const [, token, , , ...path] = String(request.url).split('/');
    const keeper = keepers.get(String(token));
    if (keeper) answer(keeper, path, request, response).catch(() => response.destroy());
    else response.writeHead(403).end();
  });
  return {
    register(keeper) {
      const token = randomUUID();
      keepers.set(token, keeper);
      return {
        address: `127.0.0.1:${server.port}/${token}`,
        unregister: () => void keepers.delete(token),
      };
    },
    close: server.close,
  };
}

async function answer(
  keeper: Keeper,
  path: string[],
  request: IncomingMessage,
  response: ServerResponse,
) {
  const body = String(await readBody(request));
  const [kind, id, outcome, then] = path;
  const isNext = [id, then].includes('next');
  if (!isNext)
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
  if (kind === 'init') keeper.onInitError(readError(body));
  else if (outcome === 'response') keeper.onResponse(String(id), body);
  else if (outcome === 'error') keeper.onError(String(id), readError(body));
  if (isNext) keeper.onNext((invocation) => sendInvocation(response, invocation));
}

function readError(body: string): FunctionError {
  return functionErrorSchema.parse(JSON.parse(body));
}

function sendInvocation(
  response: ServerResponse,
  { id, payload, traceId, functionArn, deadline, clockOffsetMs }: Invocation,
) {
  response.writeHead(200, {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': id,
    'lambda-runtime-trace-id': traceId,
    'lambda-runtime-deadline-ms': deadline,
    'lambda-runtime-invoked-function-arn': functionArn,
    'local-clock-offset-ms': clockOffsetMs,
  });
  response.end(payload);
}
