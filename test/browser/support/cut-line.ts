import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy on loopback between a browser and the console: a line that can be cut. */
export interface Line {
  /** For the browser. */
  proxy: string;
  /** What was answered through it: `GET /path 200`. */
  answers: readonly string[];
  /** Ends every connection, and lets no other through. */
  cut(): void;
  mend(): void;
  close(): void;
}

export async function openLine(): Promise<Line> {
  let isCut = false;
  const answers: string[] = [];
  const server = forward(
    () => isCut,
    (answer) => answers.push(answer),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    proxy: `http://127.0.0.1:${port}`,
    answers,
    cut() {
      isCut = true;
      server.closeAllConnections();
    },
    mend() {
      isCut = false;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function forward(isCut: () => boolean, note: (answer: string) => void): Server {
  return createServer((incoming, outgoing) => {
    if (isCut()) {
      outgoing.destroy();
      return;
    }
    const { url = '', method, headers } = incoming;
    const upstream = request(url, { method, headers }, (answer) => {
      note(`${method} ${new URL(url).pathname} ${answer.statusCode}`);
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => outgoing.destroy()).pipe(outgoing);
    });
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });
}
