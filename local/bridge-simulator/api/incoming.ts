import type { IncomingMessage } from 'node:http';

const MAX_BODY_BYTES = 1024 * 1024;

/** One HTTP request, read whole. */
export interface Incoming {
  method: string;
  /** Without the query, as it was sent. */
  path: string;
  query: Record<string, string>;
  headers: IncomingMessage['headers'];
  text: string;
  /** Set when the body was longer than 1 MiB; `text` is empty then. */
  isTooLarge: boolean;
}

/** Reads a request to its end. Rejects when the caller hangs up before that. */
export async function readIncoming(request: IncomingMessage): Promise<Incoming> {
  const [path = '/', search = ''] = (request.url ?? '/').split('?', 2);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  const isTooLarge = length > MAX_BODY_BYTES;
  return {
    method: request.method ?? 'GET',
    path,
    query: Object.fromEntries(new URLSearchParams(search)),
    headers: request.headers,
    text: isTooLarge ? '' : Buffer.concat(chunks).toString(),
    isTooLarge,
  };
}

/** The body as JSON, or `{ isJson: false }`. */
export function parseJson(text: string): { isJson: true; value: unknown } | { isJson: false } {
  try {
    return { isJson: true, value: JSON.parse(text) };
  } catch {
    return { isJson: false };
  }
}
