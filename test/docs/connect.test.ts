import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
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
const [draft = '', source = ''] = blocks('yaml');
const [unused = '', problems = '', passed = ''] = blocks('text');

/** The answer of check names the patch, indented below its cure. */
const patch = problems.slice(problems.indexOf('{'), problems.lastIndexOf('}') + 1);

/** A project as it is at a step of the page. */
function project(yaml: string, sample?: string, expected?: string): string {
  const cwd = projectDirectory();
  const sources = join(cwd, 'config/sources');
  writeFileSync(join(sources, 'bookwell.yaml'), yaml);
  writeFileSync(join(cwd, 'recorded.http'), recorded.trimEnd());
  mkdirSync(join(sources, 'bookwell.samples'));
  const write = (name: string, text: string | undefined) =>
    text !== undefined && writeFileSync(join(sources, 'bookwell.samples', name), text);
  write('booked.http', sample);
  write('booked.expected.json', expected);
  return cwd;
}

const unsigned = recorded.trimEnd().replace(/^x-bookwell-sig: .*\n/m, '');

test('the draft shows what it does not use', async () => {
  const cwd = project(draft);

  const { stdout } = await runCommand(['preview', 'bookwell', 'recorded.http'], { cwd });

  expect(stdout.trim()).toBe(unused.trim());
});

test('the recording as a sample is refused for its signature, and the patch is shown', async () => {
  const cwd = project(source, recorded.trimEnd());

  const { code: exit, stderr } = await runCommand(['check'], { cwd });

  expect(exit).toBe(1);
  // Paths are printed from where the test runs.
  const folder = `${relative(process.cwd(), cwd)}/`;
  expect(stderr.replaceAll(folder, '').trim()).toBe(problems.trim());
});

test('with both done, check is in order', async () => {
  const cwd = project(source, unsigned, patch);

  const { code: exit, stdout } = await runCommand(['check'], { cwd });

  expect(exit).toBe(0);
  expect(stdout).toContain(passed);
});

test('the source is 25 lines at most, and takes what is signed so', async () => {
  const cwd = project(source, unsigned, patch);
  const { sources } = await readConfiguration(join(cwd, 'config'));
  const configured = sources.find((one) => one.source.name === 'bookwell');
  const [sample] = configured?.samples ?? [];
  if (configured === undefined || sample === undefined)
    throw new Error('It has no sample.');
  const key = 'fake-bookwell-key-0001';
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

  expect(source.trim().split('\n').length).toBeLessThanOrEqual(25);
  expect(good).toMatchObject({ status: 200, body: { accepted: 1, ignored: 0 } });
  expect(bad.status).toBe(401);
  expect(asRecorded.status).toBe(200);
});
