import { type Incoming, parseJson } from './api/incoming.ts';

/**
 * One request to the API as it was received. The key is never kept, only whether it was accepted.
 */
export interface LoggedRequest {
  /** When it had arrived whole, in ms since 1970 by the simulator's clock. */
  at: number;
  method: string;
  path: string;
  query: Record<string, string>;
  /** Parsed if it is JSON, else text; absent when there was none. */
  body?: unknown;
  /** Null while it waits, and for good when the connection was dropped instead of an answer. */
  status: number | null;
  apiKeyAccepted: boolean;
}

export function logRequest(
  incoming: Incoming,
  at: number,
  apiKeyAccepted: boolean,
): LoggedRequest {
  const { method, path, query, text } = incoming;
  return {
    at,
    method,
    path,
    query,
    body: text === '' ? undefined : bodyOf(text),
    status: null,
    apiKeyAccepted,
  };
}

function bodyOf(text: string): unknown {
  const parsed = parseJson(text);
  return parsed.isJson ? parsed.value : text;
}
