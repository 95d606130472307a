import * as z from 'zod';

/** A line that a function has written, wherever it is read from. */
export interface LogLine {
  /** Ms since 1970. */
  at: number;
  /** As it was written. */
  text: string;
  functionName: string;
  /** The JSON object that it is, where the one who read it has parsed it already. */
  parsed?: object | undefined;
}

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const texts = z.array(z.string()).optional().catch(undefined);
/** Fields in one text; lines of earlier versions have a list of them. */
const fields = z
  .union([z.array(z.string()), z.string().transform((all) => [all])])
  .optional()
  .catch(undefined);

/** What a line says, as far as it says it in the way that is expected. */
export const lineFieldsSchema = z.object({
  message: z.string(),
  level: text,
  source: text,
  requestId: text,
  eventId: text,
  eventIds: texts,
  contactId: text,
  outcome: text,
  reason: text,
  detail: text,
  sent: fields,
  stale: fields,
  status: number,
  accepted: number,
  ignored: number,
  count: number,
  types: texts,
  retryAfterSeconds: number,
  keyUsed: text,
});
export type LineFields = z.output<typeof lineFieldsSchema>;

/** The JSON object that a line is; `undefined` for any other line. */
export function objectIn(line: string): object | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
