import * as z from 'zod';

/**
 * What a worker is told over the channel of its process: one invocation. Beside the payload these
 * are the headers of https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html. There it takes
 * an HTTP request to get one and another to answer, each of which costs five times as much.
 */
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

const functionErrorSchema = z.object({ errorType: z.string(), errorMessage: z.string() });
export type FunctionError = z.output<typeof functionErrorSchema>;

/** What a worker says; all but the last also say that it is idle. `payload` is JSON. */
export const saidSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started') }),
  z.object({ kind: z.literal('response'), id: z.string(), payload: z.string() }),
  z.object({ kind: z.literal('error'), id: z.string(), error: functionErrorSchema }),
  z.object({ kind: z.literal('initError'), error: functionErrorSchema }),
]);
