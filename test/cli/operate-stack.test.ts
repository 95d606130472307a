import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { contactId, type LinksProject, startLinksProject } from './links-project.ts';
import { presentAsStack } from './present-as-stack.ts';

let project: LinksProject;
const stack = ['--stack', 'Bridgehook-prod'];

beforeAll(async () => {
  project = await startLinksProject(3);
  await project.cli('links', 'set', '--id', 'known', '--contact', contactId(1));
  await project.send('known', 'Ada');
  await project.send('unknown', 'Bea');
  await presentAsStack(project, 'Bridgehook-prod');
  // Whatever looks for the instance on this machine from now on finds none.
  rmSync(join(project.dir, '.bridgehook/run.json'));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await project.stop();
});

const parkedId = async (): Promise<string> =>
  JSON.parse((await project.cli('events', '--parked', '--json', ...stack)).stdout)[0]?.id;

test('without --stack nothing is found, so that what follows is of the stack', async () => {
  expect(await project.cli('events')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Nothing runs on this machine/),
  });
});

test('events are listed and shown', async () => {
  const listed = await project.cli('events', ...stack);
  const shown = await project.cli('events', 'show', await parkedId(), ...stack);

  expect(listed.stdout).toMatch(/\n2 events of the last day\.\nNo message waits\.\n$/);
  expect(shown.stdout).toContain('parked no-contact');
});

test('a hold is shown and released (G6)', async () => {
  const shown = await project.cli('hold', 'show', ...stack);
  const released = await project.cli('hold', 'release', '--json', ...stack);

  expect(shown.stdout).toMatch(/^The workspace main is not on hold\./);
  expect(JSON.parse(released.stdout)).toEqual({ workspace: 'main', released: false });
});

test('a replay whose configuration is not the deployed one is refused, unless it is forced; without waiting it only puts back (G2)', async () => {
  project.put(contactId(1), { firstName: 'By mistake' });
  const options = ['replay', '--contact', contactId(1), '--yes', ...stack];
  const bridgeAtHand = readFileSync(join(project.dir, 'config/bridge.yaml'), 'utf8');
  project.write('config/bridge.yaml', `${bridgeAtHand}delivery:\n  keepEvents: 20 days\n`);

  const refused = await project.cli(...options);
  const before = project.firstNameOf(contactId(1));
  const forced = await project.cli(...options, '--force', '--no-wait');
  await project.quiet();
  project.write('config/bridge.yaml', bridgeAtHand);

  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('not the one that is deployed'),
  });
  const deploying = `npx cdk deploy Bridgehook-prod -c config=${join(project.dir, 'config')}`;
  expect(refused.stderr).toContain(`deploy (${deploying}) first`);
  expect([before, project.firstNameOf(contactId(1))]).toEqual(['By mistake', 'Ada']);
  expect(forced).toMatchObject({
    code: 0,
    stdout: expect.not.stringContaining('What happened'),
  });
});

test('a replay says what happened when it is waited for (G2, G4)', async () => {
  project.put(contactId(1), { firstName: 'By mistake' });

  const { code, stdout } = await project.cli(
    'replay',
    '--contact',
    contactId(1),
    '--yes',
    ...stack,
  );

  expect([code, project.firstNameOf(contactId(1))]).toEqual([0, 'Ada']);
  expect(stdout).toContain('What happened: 1 delivered.');
});

test('a parked event is discarded (G2)', async () => {
  const { code, stdout } = await project.cli(
    'discard',
    await parkedId(),
    '--yes',
    ...stack,
  );

  expect([code, await parkedId()]).toEqual([0, undefined]);
  expect(stdout).toMatch(/\n1 event discarded\.\n$/);
});

test('what is kept of a person is shown, and erased with --yes', async () => {
  const options = ['erase', '--contact', contactId(1), ...stack];

  const shown = await project.cli(...options);
  const erased = await project.cli(...options, '--wait', '0', '--yes');
  const links = await project.cli('links', 'show', '--contact', contactId(1), ...stack);

  expect([shown.code, erased.code]).toEqual([0, 0]);
  expect(links.stdout).toMatch(/^0 ids lead to the contact/);
});
