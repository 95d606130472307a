import * as z from 'zod';
import { objectIn } from './log-line.ts';

const text = z.string().catch('');
/** What Node's runtime writes of an error: in text here, in JSON on Lambda. */
const errorSchema = z
  .object({
    errorType: text,
    stack: z.array(z.string()).optional().catch(undefined),
    stackTrace: z.array(z.string()).optional().catch(undefined),
  })
  .transform(({ errorType, stack, stackTrace }) => ({
    errorType,
    frames: stack ?? stackTrace ?? [],
  }));
const runtimeLineSchema = z.object({ level: z.literal('ERROR'), message: errorSchema });
/** https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
const platformLineSchema = z.object({
  type: z.enum(['platform.report', 'platform.initReport', 'platform.runtimeDone']),
  record: z.object({
    status: z.enum(['timeout', 'error', 'failure']),
    errorType: z.string().optional(),
  }),
});

/**
 * What is written where a function throws or is stopped: the error's class and where it came from;
 * its message can quote a payload. `undefined` for any other line.
 */
export function describeCrash(line: string): string | undefined {
  const object = objectIn(line);
  if (object !== undefined) return describeInJson(object);
  const [, timeout] = /^RequestId: \S+ Error: (Task timed out .*)$/.exec(line) ?? [];
  if (timeout !== undefined) return timeout;
  const [, kind, json] = /\tERROR\t(\w+ Error)\t(\{.*\})$/.exec(line) ?? [];
  const { data } = errorSchema.safeParse(json === undefined ? undefined : objectIn(json));
  return kind === undefined || data === undefined ? undefined : inWords(kind, data);
}

function describeInJson(object: object): string | undefined {
  const runtime = runtimeLineSchema.safeParse(object).data;
  if (runtime !== undefined) return inWords('Invoke Error', runtime.message);
  const platform = platformLineSchema.safeParse(object).data;
  if (platform === undefined) return undefined;
  const { status, errorType } = platform.record;
  return ['Lambda', status, errorType ?? ''].join(' ').trim();
}

function inWords(kind: string, { errorType, frames }: z.output<typeof errorSchema>) {
  const frame = frames.find((each) => /^\s+at /.test(each)) ?? '';
  return `${kind} ${errorType} ${frame.trim()}`.trim();
}
