import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackServer {
  port: number;
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** Takes no new connections; what is being answered goes on until `close`. */
  stopAccepting(): void;
  /** Ends every connection. */
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface LoopbackOptions {
  /** Hosts that lead here besides 127.0.0.1 and localhost: without scheme and port. */
  hosts?: readonly string[] | undefined;
  /** Called with the host that a refused request was for, if it is one: what to do about it. */
  adviceFor?: ((host: string) => string) | undefined;
}

/**
 * Serves HTTP on 127.0.0.1 only. Port 0 takes any free one. Nagle's algorithm stays off: with it
 * every small answer waits 40 ms for a delayed ACK.
 *
 * A page in a browser can reach this machine, by a name of its own that leads to 127.0.0.1 or by a
 * form that it posts. So what comes for another host, or from another site, is refused with 403.
 * There is no server on this machine but by this function.
 * @throws Error for a taken or forbidden port, with what to do
 */
export async function serveLoopback(
  port: number,
  answer: Answer,
  given: LoopbackOptions = {},
): Promise<LoopbackServer> {
  const options = { noDelay: true, keepAliveTimeout: 60_000 };
  const server = createServer(options, forThisMachine(answer, given));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(listenError(port, error)),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  const closed = new Promise<void>((resolve) => server.once('close', () => resolve()));
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    stopAccepting: () => server.close(),
    close() {
      server.close();
      server.closeAllConnections();
      return closed;
    },
  };
}

function forThisMachine(
  answer: Answer,
  { hosts = [], adviceFor }: LoopbackOptions,
): Answer {
  const known = ['127.0.0.1', 'localhost', '[::1]', ...hosts];
  const isKnown = (address: string) => known.includes(hostOf(address) ?? '');
  return (request, response) => {
    const { host = '', origin } = request.headers;
    const isForHere = isKnown(`http://${host}`);
    if (isForHere && (origin === undefined || isKnown(origin)))
      return answer(request, response);
    const foreign = isForHere ? undefined : hostOf(`http://${host}`);
    const advice = foreign === undefined ? undefined : adviceFor?.(foreign);
    const places = ['127.0.0.1', 'localhost', ...hosts].join(', ');
    const message = [`This server answers only for ${places}.`, advice ?? []]
      .flat()
      .join(' ');
    response.writeHead(403, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ message }));
  };
}

/** The host of a URL without its port, as browsers read it; `undefined` if it is no URL. */
export function hostOf(address: string): string | undefined {
  return URL.parse(address)?.hostname;
}

function listenError(port: number, error: NodeJS.ErrnoException): Error {
  const advice = listenAdvice[String(error.code)];
  return advice === undefined
    ? error
    : new Error(`Port ${port} ${advice}`, { cause: error });
}

const listenAdvice: Record<string, string> = {
  EADDRINUSE: 'is already in use. Stop the program that uses it, or choose another one.',
  EACCES: 'is not open to this user. Choose one above 1023.',
};

/**
 * The whole request body, or `undefined` once it is longer than `limit` bytes; the rest is then
 * read and dropped.
 */
export function readBody(
  request: IncomingMessage,
  limit = Number.POSITIVE_INFINITY,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
  });
  request.on('end', () => {
    const [first = Buffer.alloc(0), ...others] = chunks;
    const body = others.length === 0 ? first : Buffer.concat(chunks);
    resolve(length <= limit ? body : undefined);
  });
  request.on('error', reject);
  request.on('close', () => reject(new Error('The request was cut off.')));
  return promise;
}
