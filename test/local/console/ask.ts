import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { onTestFinished } from 'vitest';
import type { Operations } from '../../../local/console/operations.ts';
import { serveConsole } from '../../../local/console/serve.ts';
import { madeOperations } from './made-operations.ts';

export interface Answered {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends a request as it is written here: path, `Host` and all. */
export function askRaw(
  port: number,
  path: string,
  headers: OutgoingHttpHeaders = {},
  method = 'GET',
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body }),
      );
    })
      .once('error', reject)
      .end();
  });
}

/** A console that is served, with the cookie that opens it. */
export async function startConsole(operations: Operations = madeOperations()) {
  const served = await serveConsole(0, { operations, readOnly: undefined });
  onTestFinished(served.close);
  const { port, searchParams } = new URL(served.url);
  const token = String(searchParams.get('token'));
  return {
    ...served,
    operations,
    port: Number(port),
    token,
    cookie: `bridgehook-console-${port}=${token}`,
  };
}
