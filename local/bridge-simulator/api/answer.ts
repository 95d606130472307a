import type { Complaint } from '../contacts/complaint.ts';

/** What goes back to the caller. */
export interface Answer {
  status: number;
  /** Sent as JSON. */
  body: unknown;
  /** Sent instead, as a page for people. */
  page?: string | undefined;
  headers?: Record<string, string> | undefined;
}

/**
 * An API error. Bridge documents no error body; this is FastAPI's form, which its wording suggests.
 */
export function refuse(status: number, detail: string | Complaint[]): Answer {
  return { status, body: { detail } };
}
