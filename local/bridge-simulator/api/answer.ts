import type { Complaint } from './check-request.ts';

/** What goes back to the caller. */
export interface Answer {
  status: number;
  /** Sent as JSON. */
  body: unknown;
  /** Sent instead, as a page for people. */
  page?: string | undefined;
  headers?: Record<string, string>;
}

/**
 * An API error. Bridge documents no error body; this is FastAPI's form, which its wording suggests.
 */
export function refuse(status: number, detail: string | Complaint[]): Answer {
  return { status, body: { detail } };
}
