import { lookup } from 'node:dns';
import { type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { text } from 'node:stream/consumers';
import type { SignedRequest } from '../../local/start/signed-request.ts';

export interface HttpAnswer {
  status: number;
  statusText: string;
  /** By names in lower case. */
  headers: IncomingHttpHeaders;
  body: string;
}

const timeoutMs = 35_000;

/**
 * Sends a request and reads the answer to its end; redirects are answers.
 * @throws Error if there is none, with the code of the operating system where it has one
 */
export async function exchange(
  url: string,
  { method, headers: sent, body }: Omit<SignedRequest, 'path'>,
): Promise<HttpAnswer> {
  const { protocol } = new URL(url);
  const open = protocol === 'https:' ? requestHttps : requestHttp;
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const sending = open(
      url,
      { method, headers: sent, signal, lookup: lookupName },
      (response) => {
        const {
          statusCode: status = 0,
          statusMessage: statusText = '',
          headers,
        } = response;
        text(response).then(
          (read) => resolve({ status, statusText, headers, body: read }),
          reject,
        );
      },
    );
    sending.once('error', reject);
    if (body.length > 0) sending.setHeader('content-length', body.length);
    sending.end(body);
  });
}

const loopback = [{ address: '127.0.0.1', family: 4 }];

/**
 * As `dns.lookup`, and names below `localhost` are this machine (RFC 6761, 6.3). Emulators of AWS
 * call their APIs so: `<id>.execute-api.localhost`; many resolvers do not know them.
 */
export const lookupName: LookupFunction = (hostname, options, callback) => {
  if (!/\.localhost\.?$/i.test(hostname)) return lookup(hostname, options, callback);
  if (options.all) return callback(null, loopback);
  return callback(null, '127.0.0.1', 4);
};
