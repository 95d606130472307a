/** What a log line may hold: ids, paths, names, counts. Payload values and secrets have no place in it (G10). */
export interface LogFields {
  message: string;
  source?: string;
  workspace?: string;
  requestId?: string;
  eventId?: string;
  contactId?: string;
  outcome?: string;
  reason?: string;
  detail?: string;
  /** Field paths. */
  sent?: string[];
  stale?: string[];
  status?: number;
  accepted?: number;
  ignored?: number;
  count?: number;
  retryAfterSeconds?: number;
  keyUsed?: string;
}

export type Log = (level: 'info' | 'warn' | 'error', fields: LogFields) => void;

/** One JSON object a line, as CloudWatch Logs reads it. */
export const log: Log = (level, fields) => {
  process.stdout.write(`${JSON.stringify({ level, ...fields })}\n`);
};

/** A bug, as far as it may be told: the error's class and where in our code it came from. Its message may quote a payload. */
export function describeBug(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frame = error.stack?.split('\n').find((line) => /^\s+at /.test(line));
  return `${error.name} ${frame?.trim() ?? ''}`.trim();
}
