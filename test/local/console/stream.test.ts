import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { timelineRowSchema } from '../../../local/console/api/timeline.ts';
import { createApp } from '../../../local/console/app.ts';
import { streamRows } from '../../../local/console/stream.ts';
import { startConsole } from './ask.ts';
import { type MadeOperations, madeOperations, madeRow } from './made-operations.ts';

type Event = Record<string, string>;

/** What a browser gets of a stream, read as far as a test wants it. */
function readerOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  async function until(isEnough: (events: Event[]) => boolean): Promise<Event[]> {
    while (!isEnough(eventsIn(text))) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`The stream ended: ${text}`);
      text += value;
    }
    return eventsIn(text);
  }
  return {
    until,
    events: (count: number) => until((events) => events.length >= count),
    text: () => text,
    cancel: () => reader.cancel(),
  };
}

/** Fields by their names; comments and `retry` are no events. */
function eventsIn(text: string): Event[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((block) =>
      Object.fromEntries(
        block.split('\n').map((line) => {
          const [name = '', ...rest] = line.split(':');
          return [name, rest.join(':').trim()];
        }),
      ),
    )
    .filter(({ event }) => event !== undefined);
}

function open(operations: MadeOperations, version: number | undefined) {
  return readerOf(streamRows(operations.follow, version));
}

function changed(operations: MadeOperations, ...versions: number[]): void {
  for (const version of versions) operations.change(madeRow(version));
}

test('a row that changes comes with its version, as its schema says', async () => {
  const operations = madeOperations();
  const stream = open(operations, undefined);

  changed(operations, 1, 2);
  const events = await stream.events(2);

  expect(events.map(({ event, id }) => [event, id])).toEqual([
    ['row', '1'],
    ['row', '2'],
  ]);
  expect(events.map(({ data = '' }) => timelineRowSchema.parse(JSON.parse(data)))).toEqual(
    [madeRow(1), madeRow(2)],
  );
});

test('a stream goes on behind the version that is known', async () => {
  const operations = madeOperations();
  changed(operations, 1, 2, 3);
  const stream = open(operations, 1);

  changed(operations, 4);

  expect((await stream.events(3)).map(({ id }) => id)).toEqual(['2', '3', '4']);
});

test('where changes are lost it says so first, and goes on from now', async () => {
  const operations = madeOperations(3);
  changed(operations, 4);
  const stream = open(operations, 1);

  changed(operations, 5);
  const events = await stream.events(2);

  expect(events.map(({ event, id }) => [event, id])).toEqual([
    ['reset', undefined],
    ['row', '5'],
  ]);
  expect(operations.followers()).toBe(1);
});

test('who reads slowly gets the newest state of each row, by rising versions', async () => {
  const operations = madeOperations();
  const stream = open(operations, undefined);
  for (let version = 1; version <= 3000; version += 1)
    operations.change(madeRow(version, `request-${version % 10}`));

  const events = await stream.until((read) => read.at(-1)?.id === '3000');
  const ids = events.map(({ id }) => Number(id));

  expect(ids).toEqual([...ids].sort((a, b) => a - b));
  expect(ids.length).toBeLessThan(20);
  expect(new Set(ids.slice(-10).map((id) => id % 10)).size).toBe(10);
});

test('text of a row cannot end its event', async () => {
  const operations = madeOperations();
  const stream = open(operations, undefined);
  const words = '\r\n\r\nevent: reset\ndata: x\u2028\n\n';

  operations.change({ ...madeRow(1), words });
  const [event] = await stream.events(1);

  expect(JSON.parse(String(event?.data)).words).toBe(words);
  expect(stream.text()).not.toContain('\nevent: reset');
});

test('nothing follows once nobody reads', async () => {
  const operations = madeOperations();
  const stream = open(operations, undefined);
  changed(operations, 1);
  await stream.events(1);

  await stream.cancel();

  expect(operations.followers()).toBe(0);
  changed(operations, 2);
});

test.each([
  [{}, '', [undefined]],
  [{}, '?version=7', [7]],
  [{ 'last-event-id': '9' }, '?version=7', [9]],
])('with the headers %j it follows %s from %j', async (headers, query, versions) => {
  const operations = madeOperations();
  const app = createApp({ operations, readOnly: undefined });

  const response = await app.request(`/_console/api/timeline/stream${query}`, { headers });
  await response.body?.cancel();

  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(operations.calls).toEqual(versions.map((version) => ['follow', version]));
});

test.each(['x', '-1', '1.5', '1e999'])('the version %s is refused', async (version) => {
  const operations = madeOperations();
  const path = `/_console/api/timeline/stream?version=${version}`;

  const response = await createApp({ operations, readOnly: undefined }).request(path);

  expect(response.status).toBe(400);
  expect(operations.calls).toEqual([]);
});

test('over HTTP it comes at once, with all headers, and ends when either side goes', async () => {
  const operations = madeOperations();
  const { url, cookie, close } = await startConsole(operations);
  const stream = new URL('/_console/api/timeline/stream', url);
  const gone = new AbortController();
  const left = await fetch(stream, { headers: { cookie }, signal: gone.signal });
  const kept = await fetch(stream, { headers: { cookie } });
  if (left.body === null || kept.body === null) throw new Error('There is no stream.');
  const reading = readerOf(kept.body);

  expect(left.headers.get('cache-control')).toBe('no-store');
  expect(operations.followers()).toBe(2);
  gone.abort();
  await vi.waitUntil(() => operations.followers() === 1);
  changed(operations, 1);
  expect(await reading.events(1)).toHaveLength(1);
  await close();
  await vi.waitUntil(() => operations.followers() === 0);
  await expect(reading.events(2)).rejects.toThrow();
});

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

test('a silent stream has a heartbeat, until it ends', async () => {
  const stream = open(madeOperations(), undefined);
  const beats = () =>
    stream
      .text()
      .split('\n\n')
      .filter((block) => block === ':').length;
  const reading = stream.events(1).catch(() => {});

  for (let beat = 1; beat <= 3; beat += 1) {
    vi.advanceTimersByTime(15_000);
    await vi.waitUntil(() => beats() === beat);
  }
  await stream.cancel();
  await reading;

  expect(vi.getTimerCount()).toBe(0);
});

test('why nothing can be read is told, and that it can be again', async () => {
  const operations = madeOperations();
  let tell: (lines: readonly string[]) => void = () => {};
  const stream = readerOf(
    streamRows((version, onChange, signal, onTrouble) => {
      tell = onTrouble ?? tell;
      return operations.follow(version, onChange, signal);
    }, undefined),
  );

  tell(['The token has expired.', 'Log in again.']);
  await stream.events(1);
  tell([]);
  const events = await stream.events(2);

  expect(events).toEqual([
    { event: 'trouble', data: '["The token has expired.","Log in again."]' },
    { event: 'trouble', data: '[]' },
  ]);
  await stream.cancel();
});
