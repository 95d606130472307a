import { rmSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { readBody, serveLoopback } from '../../local/cloud/loopback.ts';
import { rightsFor } from './documented-rights.ts';
import {
  contactId,
  csvOf,
  type LinksProject,
  startLinksProject,
} from './links-project.ts';
import { presentAsStack } from './present-as-stack.ts';

let project: LinksProject;
const stack = ['--stack', 'Bridgehook-prod'];

beforeAll(async () => {
  project = await startLinksProject(3);
  await project.cli('links', 'set', '--id', 'known', '--contact', contactId(1));
  await project.send('known', 'Ada');
  await project.send('unknown', 'Bea');
  project.write('links.csv', csvOf('imported-', 3, 1));
  await presentAsStack(project, 'Bridgehook-prod');
  rmSync(join(project.dir, '.bridgehook/run.json'));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await project.stop();
});

/** Stands before the AWS services until the test ends, and notes which calls pass. */
async function noteCalls(): Promise<Set<string>> {
  const calls = new Set<string>();
  const { hostname, port } = new URL(project.running.app.awsEndpoint);
  const { url, close } = await serveLoopback(0, async (incoming, response) => {
    const { method, url: path, headers } = incoming;
    const body = await readBody(incoming);
    calls.add(String(headers['x-amz-target']).replace(/^.*\./, ''));
    const options = { hostname, port, method, path, headers };
    requestHttp(options, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    }).end(body);
  });
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  onTestFinished(async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', project.running.app.awsEndpoint);
    await close();
  });
  return calls;
}

const parked = '<parked>';

const commands = [
  ['check'],
  ['send', 'shop', 'config/sources/shop.samples/changed.json'],
  ['events'],
  ['events', '--parked'],
  ['events', '--drift'],
  ['events', 'show', parked],
  ['hold', 'show'],
  ['hold', 'release'],
  ['replay', '--contact', contactId(1), '--yes'],
  ['links', 'show', '--id', 'known'],
  ['links', 'show', '--contact', contactId(1)],
  ['links', 'set', '--id', 'other', '--contact', contactId(2)],
  ['links', 'import', 'links.csv'],
  ['replay', '--since', '1h', '--yes'],
  ['discard', parked, '--yes'],
  ['erase', '--contact', contactId(1)],
  ['erase', '--contact', contactId(1), '--wait', '0', '--yes'],
  ['probe', '--contact', contactId(3), '--workspace', 'main'],
];

test.each(commands.map((argv): [string, string[]] => [argv.join(' '), argv]))(
  '%s calls nothing in AWS that docs/deploying.md does not name',
  async (_, argv) => {
    const listed = await project.cli('events', '--parked', '--json', ...stack);
    const words = argv.map((word) =>
      word === parked ? JSON.parse(listed.stdout)[0].id : word,
    );
    const calls = await noteCalls();

    await project.cli(...words, ...stack);

    const rights = rightsFor(argv.slice(0, 2).join(' '));
    expect(rights).not.toEqual([]);
    expect([...calls]).not.toEqual([]);
    expect([...calls].filter((call) => !rights.includes(call))).toEqual([]);
  },
);
