import { pathToFileURL } from 'node:url';
import type { HostAnswer, HostCall } from './deployed-function.ts';

// The process of one deployed function. Its argument is the bundle; each call comes as a message
// and is answered by one. What the function writes goes with the answer, so none of it is missed.
const [bundle = '', startedAt = ''] = process.argv.slice(2);
const realNow = Date.now;
let offset = Number(startedAt) - realNow();
let written: string[] = [];

Date.now = () => realNow() + offset;
for (const stream of [process.stdout, process.stderr])
  stream.write = (chunk: Uint8Array | string) => {
    written.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return true;
  };

const { handler } = await import(pathToFileURL(bundle).href);
send({ answer: undefined, milliseconds: 0 });

process.on('disconnect', () => process.exit());
process.on('message', (call: HostCall) => void answer(call));

async function answer({ payload, now, remainingMs }: HostCall): Promise<void> {
  offset = now - realNow();
  const begun = performance.now();
  const passed = () => performance.now() - begun;
  const context = { getRemainingTimeInMillis: () => Math.max(remainingMs - passed(), 0) };
  try {
    const answered: unknown = await handler(JSON.parse(payload), context);
    send({ answer: answered, milliseconds: passed() });
  } catch (error) {
    send({
      thrown: error instanceof Error ? error.name : typeof error,
      milliseconds: passed(),
    });
  }
}

function send(answered: Omit<HostAnswer, 'written' | 'rssBytes' | 'heapBytes'>): void {
  const { rss: rssBytes, heapUsed: heapBytes } = process.memoryUsage();
  process.send?.({ ...answered, written: written.join(''), rssBytes, heapBytes });
  written = [];
}
