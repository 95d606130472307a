import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { timelineFilterSchema } from '../../../local/console/api/timeline.ts';
import type { TimelineStore } from '../../../local/console/timeline/timeline.ts';
import {
  accepted,
  line,
  putOff,
  settled,
  storeOf,
} from '../../local/console/timeline/lines.ts';
import { emptyDirectory, runCommand } from '../run-command.ts';

const contactId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
const noon = Date.UTC(2026, 0, 1, 12);
const ofDay = [
  accepted(noon - 7000),
  settled(noon - 6000),
  accepted(noon - 5000, { requestId: 'request-2', eventIds: ['event-2'] }),
  putOff(noon - 4000, { requestId: 'request-2', eventId: 'event-2' }),
  line(noon - 3000, {
    message: 'request refused',
    requestId: 'request-3',
    source: 'crm',
    reason: 'wrong-signature',
    detail: 'header x-signature',
    status: 401,
  }),
];

let server: Server | undefined;
/** How often rows were asked for. */
let asked = 0;
afterEach(() => {
  asked = 0;
  server?.closeAllConnections();
  server?.close();
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Plays the console of a running instance, in a directory that knows it. */
async function serveConsole(store: TimelineStore): Promise<{ cwd: string; url: string }> {
  const played = createServer(async (request, response) => {
    const { url = '', headers, method } = request;
    if (url === '/_console?token=t') {
      response
        .writeHead(303, { 'set-cookie': 'c=t; HttpOnly', location: '/_console' })
        .end();
      return;
    }
    const isOwn =
      headers.origin === undefined || headers.origin === `http://${headers.host}`;
    if (headers.cookie !== 'c=t' || !isOwn) {
      response.writeHead(403).end('{"error":{"lines":["Not yours."]}}');
      return;
    }
    if (method === 'POST' && url === '/_console/api/timeline') {
      const filter = timelineFilterSchema.parse(JSON.parse(await bodyOf(request)));
      response.end(JSON.stringify(store.list(filter)), () => {
        asked += 1;
      });
      return;
    }
    const [, version] =
      /^\/_console\/api\/timeline\/stream\?version=(\d+)$/.exec(url) ?? [];
    const ended = new AbortController();
    store.follow(
      Number(version),
      (row) => response.write(`event: row\nid: ${row.version}\ndata: {}\n\n`),
      ended.signal,
    );
    response.on('close', () => ended.abort());
  });
  server = played;
  await new Promise<void>((resolve) => played.listen(0, '127.0.0.1', resolve));
  const { port } = played.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/_console`;
  return { url, cwd: directoryWith({ consoleUrl: `${url}?token=t` }) };
}

function directoryWith(instance: object): string {
  const cwd = emptyDirectory();
  const url = 'http://127.0.0.1:1';
  mkdirSync(join(cwd, '.bridgehook'));
  writeFileSync(
    join(cwd, '.bridgehook/run.json'),
    JSON.stringify({ pid: process.pid, url, publicUrl: url, ...instance }),
  );
  return cwd;
}

describe('timeline of the instance on this machine', () => {
  test('a request, why it was refused, and what became of its events', async () => {
    const { cwd } = await serveConsole(storeOf(ofDay));

    const { code, stdout, stderr } = await runCommand(['timeline'], { cwd });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      '2026-01-01 11:59:53  form  accepted 1  request-1',
      `  event-1  delivered  firstName  → contact ${contactId}`,
      '2026-01-01 11:59:55  form  accepted 1  request-2',
      '  event-2  retry in 15 s (unavailable)  put off 1×',
      '2026-01-01 11:59:57  crm  401 wrong-signature: header x-signature  request-3',
      expect.stringMatching(/^ {2}The signature does not fit\. /),
      '3 requests.',
      '',
    ]);
  });

  test('filters and a limit are asked for there; --json gives the answer as it is', async () => {
    const store = storeOf(ofDay);
    const { cwd } = await serveConsole(store);
    const argv = [
      'timeline',
      '--outcome',
      'retry',
      '--since',
      '1h',
      '--limit',
      '1',
      '--json',
    ];

    const { stdout } = await runCommand(argv, { cwd });

    expect(JSON.parse(stdout)).toMatchObject({ total: 1, rows: [{ key: 'request-2' }] });
  });

  test('--follow prints what changes, until Ctrl-C', async () => {
    const store = storeOf(ofDay);
    const { cwd } = await serveConsole(store);

    const running = runCommand(['timeline', '--follow', '--id', 'request-2'], { cwd });
    await expect.poll(() => store.isFollowed()).toBe(true);
    store.addLine(settled(noon, { requestId: 'request-2', eventId: 'event-2' }));
    await expect.poll(() => asked).toBe(2);
    process.emit('SIGINT');
    const { stdout, code } = await running;

    expect(code).toBe(0);
    expect(stdout.match(/^ {2}event-2 .*/gm)).toEqual([
      '  event-2  retry in 15 s (unavailable)  put off 1×',
      `  event-2  delivered  firstName  → contact ${contactId}  put off 1×`,
    ]);
  });

  test.each([
    [['--outcome', 'lost'], 2, /^--outcome: /],
    [['--limit', '0'], 2, /^--limit: /],
    [['--until', 'soon'], 2, /^--until soon is not a time/],
  ])('%j', async (argv, code, complaint) => {
    const run = await runCommand(['timeline', ...argv], { cwd: emptyDirectory() });

    expect(run.code).toBe(code);
    expect(run.stderr).toMatch(complaint);
  });

  test('what the console refuses is said in its words; where there is none, what to do', async () => {
    const { url } = await serveConsole(storeOf([]));
    const ask = async (where: string) =>
      (await runCommand(['timeline'], { cwd: where })).stderr.trim();
    const other = directoryWith({
      consoleUrl: `${url}?token=x`,
    });

    expect(await ask(other)).toBe('Not yours.');
    expect(await ask(emptyDirectory())).toMatch(/^Nothing runs on this machine\. /);
    expect(await ask(directoryWith({}))).toMatch(/has no console\. Stop it, and start it/);
    expect(
      await ask(directoryWith({ consoleUrl: 'http://127.0.0.1:1/_console?token=x' })),
    ).toBe('The instance on this machine does not answer. Is it still running?');
  });
});
