import type { KeptRequest } from './redact-request.ts';

const ofTransport =
  /^(host|content-length|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|via|forwarded|x-real-ip|x-forwarded-.*|x-amzn?-.*)$/i;

/** Whether a header is of one transfer: no expression can see it. */
export function isOfTransport(header: string): boolean {
  return ofTransport.test(header);
}

/**
 * A whole request as a payload file holds it.
 * @param path without the query
 */
export function toHttp(
  method: string,
  path: string,
  { headers, query, body }: KeptRequest,
): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const line = `${method} ${path}${query === '' ? '' : `?${query}`} HTTP/1.1`;
  return Buffer.concat([
    Buffer.from([line, ...lines, '', ''].join('\r\n'), 'latin1'),
    body,
  ]);
}
