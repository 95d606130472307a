/**
 * What a log line can hold: ids, paths, names, counts. Payload values and secrets have no place in
 * it (G10).
 */
export interface LogFields {
  message: string;
  source?: string | undefined;
  workspace?: string | undefined;
  requestId?: string | undefined;
  eventId?: string | undefined;
  /** The first ones. */
  eventIds?: string[] | undefined;
  contactId?: string | undefined;
  outcome?: string | undefined;
  reason?: string | undefined;
  detail?: string | undefined;
  /** Field paths, as one text: `email, customAttributes (Plan, City)`. */
  sent?: string | undefined;
  stale?: string | undefined;
  /** A field path and why it was left out. */
  skipped?: string | undefined;
  status?: number | undefined;
  accepted?: number | undefined;
  ignored?: number | undefined;
  count?: number | undefined;
  retryAfterSeconds?: number | undefined;
  /** For how long the event's message has been in the queue. */
  waitedSeconds?: number | undefined;
  /** For how long the hold of a workspace has kept something waiting. */
  holdSeconds?: number | undefined;
  /** Messages of a workspace, about. */
  waiting?: number | undefined;
  /** For how long the oldest parked event has been parked; 0 while none is. */
  oldestSeconds?: number | undefined;
  keyUsed?: string | undefined;
  /** An entry of a source's map, and how often it had a value: before, and since an ISO time. */
  field?: string | undefined;
  beforePercent?: number | undefined;
  nowPercent?: number | undefined;
  since?: string | undefined;
}

export type Log = (level: 'info' | 'warn' | 'error', fields: LogFields) => void;

// Asked for here, during INIT: opening it takes 2 ms of processor.
const { stdout } = process;

/** One JSON object per line, as CloudWatch Logs reads it. */
export const log: Log = (level, fields) => {
  stdout.write(`${JSON.stringify({ level, ...fields })}\n`);
};

const maxFrames = 8;

/**
 * A bug by its name and where in the code it came from, with what caused it. Never by its message,
 * which can quote a payload (G10).
 */
export function describeBug(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { name, cause } = error;
  const because = cause === undefined ? [] : ['because of', describeBug(cause)];
  return [name, ...framesOf(error), ...because].join(' ');
}

/** A stack begins with the message: only what comes behind it is shown. */
function framesOf({ message, stack = '' }: Error): string[] {
  const at = stack.indexOf(message);
  if (at < 0) return [];
  const [, ...lines] = stack.slice(at + message.length).split('\n');
  const frames = lines.map((line) => line.trim()).filter((line) => line.startsWith('at '));
  return frames.slice(0, maxFrames);
}
