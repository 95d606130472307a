import type { Agent } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A connection that is made before there is a request for it. */
export interface WarmSocket {
  /** Makes it. Never rejects: it is ready, or nobody gets it. */
  open(host: string, port: number): Promise<void>;
  /** Ends it, if no request has it yet. */
  destroy(): void;
  /** Whether a socket was made so. Like one that was kept, it can be dead before its request. */
  has(socket: object): boolean;
}

/**
 * Gives the first request of an agent the connection that was made before it, if that is ready by
 * then, open, and nothing has come over it. All requests of the agent go to one address.
 */
export function warmSocketOf(
  agent: Agent,
  readyEvent: 'connect' | 'secureConnect',
): WarmSocket {
  const made = new WeakSet<object>();
  let idle: Socket | undefined;
  const createConnection = agent.createConnection.bind(agent);

  agent.createConnection = (options, onCreated) => {
    const socket = idle;
    idle = undefined;
    if (socket === undefined) return createConnection(options, onCreated);
    if (isUsable(socket)) return socket.ref();
    socket.destroy();
    return createConnection(options, onCreated);
  };

  return {
    open: (host, port) =>
      new Promise((resolve) => {
        const connect = readyEvent === 'connect' ? connectTcp : connectPrivately;
        const socket = connect({ host, port, keepAlive: true });
        made.add(socket);
        const drop = () => {
          if (idle === socket) idle = undefined;
          resolve();
        };
        socket.once('error', drop).once('close', drop);
        socket.once(readyEvent, () => {
          idle = socket.unref();
          resolve();
        });
      }),
    destroy() {
      idle?.destroy();
      idle = undefined;
    },
    has: (socket) => made.has(socket),
  };
}

/** Over TLS, as an agent of node:https does it. */
function connectPrivately(options: { host: string; port: number }): Socket {
  const servername = isIP(options.host) === 0 ? options.host : '';
  return connectTls({ ...options, servername, ALPNProtocols: ['http/1.1'] });
}

function isUsable({ destroyed, writable, readableLength }: Socket): boolean {
  return !destroyed && writable && readableLength === 0;
}
