import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfiguration } from '../../lib/config/configuration.ts';
import { signSaved } from '../../local/start/signed-request.ts';
import { projectDirectory, runCommand } from '../cli/run-command.ts';
import { receivedAt } from '../support/build-source.ts';
import { publicUrl, startDeployedReceive } from '../support/deployed-receive.ts';
import { readPage } from './markdown.ts';
import { readText } from './pages.ts';

const { code } = readPage(readText('docs/connect-any-sender.md'));
const blocks = (language: string) =>
  code.filter((block) => block.language === language).map(({ text }) => text);

const [recorded = ''] = blocks('http');
const [source = '', draft = ''] = blocks('yaml');
const [added = '', passed = '', _answer, unused = ''] = blocks('text');
const key = 'fake-bookwell-key-0001';
const recording = '.bridgehook/recorded/bookwell/2026-01-01T10-00-00.000Z-200.http';

/** A project with the request of the page recorded. */
function project(): string {
  const cwd = projectDirectory();
  mkdirSync(dirname(join(cwd, recording)), { recursive: true });
  writeFileSync(join(cwd, recording), recorded.trimEnd());
  return cwd;
}

/** The command of the page. */
const add = (cwd: string, ...options: string[]) =>
  runCommand(['add', '--from', recording, '--country', 'ES', ...options], {
    cwd,
    stdin: `${key}\n`,
  });

const fileOf = (cwd: string) =>
  readFileSync(join(cwd, 'config/sources/bookwell.yaml'), 'utf8');

test('add --from says what the page shows, and writes its file', async () => {
  const cwd = project();

  const { code: exit, stdout } = await add(cwd, '--key', '--yes');

  expect(exit).toBe(0);
  expect(stdout.trim()).toBe(added.trim());
  const [, ...lines] = fileOf(cwd).split('\n');
  expect(`# config/sources/bookwell.yaml\n${lines.join('\n')}`.trim()).toBe(source.trim());
});

test('and check is in order', async () => {
  const cwd = project();
  await add(cwd, '--key', '--yes');

  const { code: exit, stdout } = await runCommand(['check'], { cwd });

  expect(exit).toBe(0);
  expect(stdout).toContain(passed);
});

test('another person in the sample is another patch, which check shows', async () => {
  const cwd = project();
  await add(cwd, '--key', '--yes');
  const sample = join(cwd, 'config/sources/bookwell.samples/recorded.http');
  writeFileSync(sample, readFileSync(sample, 'utf8').replace('lucia.perez', 'ada'));

  const { code: exit, stderr } = await runCommand(['check'], { cwd });

  expect(exit).toBe(1);
  expect(stderr).toContain('"email": "ada@example.com"');
});

test('by hand, the draft shows what it does not use', async () => {
  const cwd = project();
  writeFileSync(join(cwd, 'config/sources/bookwell.yaml'), draft);

  const { stdout } = await runCommand(['preview', 'bookwell', recording], { cwd });

  expect(stdout.trim()).toBe(unused.trim());
});

test('a recording as a sample by hand is refused for its signature, and the patch is shown', async () => {
  const cwd = project();
  await add(cwd, '--key', '--yes');
  const samples = join(cwd, 'config/sources/bookwell.samples');
  writeFileSync(join(samples, 'recorded.http'), recorded.trimEnd());
  rmSync(join(samples, 'recorded.expected.json'));

  const { code: exit, stderr } = await runCommand(['check'], { cwd });

  expect(exit).toBe(1);
  expect(stderr).toContain('holds a signature (x-bookwell-sig)');
  expect(stderr).toContain('save it as recorded.expected.json');
});

test('the source takes what is signed so', async () => {
  const cwd = project();
  await add(cwd, '--key', '--yes');
  const { sources } = await readConfiguration(join(cwd, 'config'));
  const configured = sources.find((one) => one.source.name === 'bookwell');
  const [sample] = configured?.samples ?? [];
  if (configured === undefined || sample === undefined)
    throw new Error('It has no sample.');
  const receive = await startDeployedReceive({
    sources: [configured.source],
    keys: { bookwell: { current: key } },
  });

  const { headers, body } = signSaved(configured.source, sample.request, {
    publicUrl,
    path: '/hooks/bookwell',
    key,
    now: receivedAt,
  });
  const good = await receive.post({ headers, body });
  const bad = await receive.post({ headers, body: `${body} ` });
  const [head = '', recordedBody = ''] = recorded.trimEnd().split('\n\n');
  const signature = /^x-bookwell-sig: (.*)$/m.exec(head)?.[1] ?? '';
  const original = { 'content-type': 'application/json', 'x-bookwell-sig': signature };
  const asRecorded = await receive.post({ headers: original, body: recordedBody });
  await receive.stop();

  expect(good).toMatchObject({ status: 200, body: { accepted: 1, ignored: 0 } });
  expect(bad.status).toBe(401);
  expect(asRecorded.status).toBe(200);
});
