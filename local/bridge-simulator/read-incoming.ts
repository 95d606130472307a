import type { IncomingMessage } from 'node:http';
import { readBody } from '../cloud/loopback.ts';
import type { Incoming } from './api/incoming.ts';

const maxBodyBytes = 1024 * 1024;

/**
 * Reads a request to its end.
 * @throws Error when the caller hangs up before that
 */
export async function readIncoming(request: IncomingMessage): Promise<Incoming> {
  const [path = '/', search] = (request.url ?? '/').split('?', 2);
  const body = await readBody(request, maxBodyBytes);
  return {
    method: request.method ?? 'GET',
    path,
    query: Object.fromEntries(new URLSearchParams(search)),
    contentType: request.headers['content-type'],
    text: body === undefined ? '' : body.toString(),
    isTooLarge: body === undefined,
  };
}
