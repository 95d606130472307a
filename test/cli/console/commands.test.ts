import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Operations } from '../../../local/console/operations.ts';
import { serveConsole } from '../../../local/console/serve.ts';
import { contactId, type LinksProject, startLinksProject } from '../links-project.ts';
import { operationsOf } from './console-project.ts';

let project: LinksProject;
let operations: Operations;
let served: Awaited<ReturnType<typeof serveConsole>>;

beforeAll(async () => {
  project = await startLinksProject(1);
  operations = operationsOf(project);
  await project.send('unknown', 'Bea');
  served = await serveConsole(0, { operations, readOnly: undefined });
  const runFile = join(project.dir, '.bridgehook/run.json');
  const run = JSON.parse(readFileSync(runFile, 'utf8'));
  writeFileSync(runFile, JSON.stringify({ ...run, consoleUrl: served.url }));
});

afterAll(async () => {
  await served.close();
  await project.stop();
});

test('sources prints what the running instance knows of all, and of one', async () => {
  const json = JSON.parse((await project.cli('sources', '--json')).stdout);
  const all = await project.cli('sources');
  const one = await project.cli('sources', 'shop');

  expect(json).toEqual(JSON.parse(JSON.stringify(await operations.sources())));
  expect(all.stdout).toMatch(
    /^source {2}workspace {2}in 24 h {2}refused {2}parked {2}drifting\nshop {4}main {7}1 {8}0 {8}1 {7}0\nmain: No message waits\./,
  );
  expect(one.stdout).toMatch(
    /^shop: http:\/\/127\.0\.0\.1:\d+\/hooks\/shop\nkey shop \(current\): set, made up for this machine, last matched at 20/,
  );
  expect(one.stdout).toContain('\nfield firstName: 100 % of 1 event\n');
  expect(await project.cli('sources', 'ship')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Did you mean shop?'),
  });
});

test('faults are set, listed and ended; the console shows the same', async () => {
  const set = await project.cli('simulator', 'faults', '429', '--times', '2');
  const shown = await operations.bridge?.view();
  const json = JSON.parse((await project.cli('simulator', 'faults', '--json')).stdout);
  const ended = await project.cli('simulator', 'faults', '--off');

  expect(set.stdout).toBe('answers 429 with Retry-After 15: 2 requests\n');
  expect(json.faults).toEqual(shown?.faults);
  expect(ended.stdout).toBe('No fault is to come.\n');
  expect(await project.cli('simulator', 'faults', 'slwo')).toMatchObject({
    code: 2,
    stderr: 'There is no fault slwo. Did you mean slow?\n',
  });
  expect(await project.cli('simulator', 'faults', '503', '--times', '0')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Write one from 1 to 1000.'),
  });
});

test('the contacts of the simulator are listed by workspace', async () => {
  project.put(contactId(1), { firstName: 'Ada' });

  const { stdout } = await project.cli('simulator', 'contacts');
  const json = JSON.parse((await project.cli('simulator', 'contacts', '--json')).stdout);

  expect(stdout).toContain(`  contact ${contactId(1)}\n    firstName: "Ada"\n`);
  expect(json.workspaces).toEqual((await operations.bridge?.view())?.workspaces);
});

test('send --curl prints the request that send would make, and sends nothing', async () => {
  const before = (await operations.timeline({ limit: 1 })).total;
  const file = 'config/sources/shop.samples/changed.json';

  const { code, stdout } = await project.cli('send', 'shop', file, '--curl');
  const json = await project.cli('send', 'shop', file, '--curl', '--json');

  expect(code).toBe(0);
  expect(stdout).toMatch(/^curl -i -w '\\n' http:\/\/127\.0\.0\.1:\d+\/hooks\/shop \\\n/);
  expect(stdout).toMatch(
    /--data-binary @\S*config\/sources\/shop\.samples\/changed\.json\n$/,
  );
  expect(JSON.parse(json.stdout).command).toMatch(/^curl -i/);
  expect((await operations.timeline({ limit: 1 })).total).toBe(before);
});
