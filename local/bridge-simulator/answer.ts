import type { Complaint } from './check-request.ts';

/** What goes back to the caller; the body is sent as JSON. */
export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** An API error. Bridge documents no error body; this is FastAPI's form, which its wording suggests. */
export function refuse(status: number, detail: string | Complaint[]): Answer {
  return { status, body: { detail } };
}
