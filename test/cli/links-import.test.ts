import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  contactId,
  csvOf,
  type LinksProject,
  startLinksProject,
} from './links-project.ts';

const total = 160;
const bin = join(import.meta.dirname, '../../cli/bridgehook.mjs');
let project: LinksProject;

beforeAll(async () => {
  project = await startLinksProject(total);
});

afterAll(() => project.stop());

/** Starts an import in a process of its own and stops it with `signal` once `isFarEnough`. */
async function stopImport(
  csv: string,
  signal: NodeJS.Signals,
  isFarEnough: (state: { checked: number; linked: number }) => boolean,
) {
  const child = spawn(process.execPath, [bin, 'links', 'import', csv], {
    cwd: project.dir,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const exit = once(child, 'exit');
  while (child.exitCode === null && !isFarEnough(importState())) await delay(10);
  child.kill(signal);
  const [code] = await exit;
  return { code, stderr };
}

/** What was told, without the lines about progress that a slow machine gets. */
function told(stderr: string): string {
  return stderr.replace(/^(Checking|Linking): .*\n/gm, '');
}

function importState(): { checked: number; linked: number } {
  try {
    const dir = join(project.dir, '.bridgehook/imports');
    const [name = ''] = readdirSync(dir).filter((file) => file.endsWith('.json'));
    return JSON.parse(readFileSync(join(dir, name), 'utf8'));
  } catch {
    return { checked: 0, linked: 0 };
  }
}

test('hundreds of ids are linked, the events that waited are delivered, and no id is in the output, the ledger or the state (G10)', async () => {
  await project.send('canary-ada7', 'Ada');
  await project.send('canary-ada8', 'Grace');
  project.write('ada.csv', csvOf('canary-ada', 1, total));

  const { code, stdout, stderr } = await project.cli(
    'links',
    'import',
    'ada.csv',
    '--system',
    'shop',
  );
  await project.quiet();

  expect([code, told(stderr)]).toEqual([0, '']);
  expect(stdout).toBe(
    `Links of shop in the instance on this machine (workspace main): ${total} new, 0 re-pointed, 0 unchanged; 2 events put back into the queue.\n`,
  );
  expect([project.firstNameOf(contactId(7)), project.firstNameOf(contactId(8))]).toEqual([
    'Ada',
    'Grace',
  ]);
  expect((await project.ledgerText()).includes('canary-ada')).toBe(false);
  expect(readdirSync(join(project.dir, '.bridgehook/imports'))).toEqual([]);
});

test('importing a file again changes nothing', async () => {
  project.write('again.csv', csvOf('again', 1, 20));
  await project.cli('links', 'import', 'again.csv');
  const before = await project.ledgerText();

  const { code, stdout } = await project.cli('links', 'import', 'again.csv', '--json');

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    system: 'shop',
    workspace: 'main',
    new: 0,
    repointed: 0,
    unchanged: 20,
    eventsPutBack: 0,
  });
  expect(await project.ledgerText()).toBe(before);
});

test('contacts that the workspace does not have are told by line, twenty of them, and nothing is linked (G10)', async () => {
  const other = contactId(5_000);
  project.running.simulator?.putContact(other, {
    workspaceId: '22222222-2222-4222-8222-222222222222',
  });
  project.write('stray.csv', `${csvOf('stray', total - 10, 40)}stray-other,${other}\n`);

  const { code, stdout, stderr } = await project.cli('links', 'import', 'stray.csv');
  const shown = await project.cli('links', 'show', '--id', `stray${total - 10}`);

  const lines = told(stderr).split('\n');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(lines[0]).toBe(
    'stray.csv:13: contactId is of no contact in the workspace main. Is it of another workspace, or deleted? Correct it or remove the line.',
  );
  expect(lines.slice(20)).toEqual([
    '… and 10 more problems.',
    '',
    'Nothing was linked.',
    '',
  ]);
  expect(stderr).not.toMatch(/stray\d/);
  expect(shown.stdout).toBe('The id leads to no contact.\n');
});

test('with --no-check Bridge is not asked', async () => {
  project.write('unseen.csv', csvOf('unseen', 9_000, 3));
  const before = project.running.simulator?.requests().length;

  const { stdout } = await project.cli('links', 'import', 'unseen.csv', '--no-check');

  expect(stdout).toContain('3 new');
  expect(project.running.simulator?.requests().length).toBe(before);
});

test('an id that leads to another contact is refused by line, and re-pointed with --replace', async () => {
  project.write('first.csv', csvOf('move', 1, 3));
  project.write(
    'second.csv',
    `externalId;contactId\nmove1;${contactId(1)}\nmove2;${contactId(12)}\nmove9;${contactId(9)}\n`,
  );
  await project.cli('links', 'import', 'first.csv');

  const refused = await project.cli('links', 'import', 'second.csv');
  const between = await project.cli('links', 'show', '--id', 'move9');
  const replaced = await project.cli('links', 'import', 'second.csv', '--replace');
  await project.send('move2', 'Edith');

  expect(refused).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'second.csv:3: externalId leads to another contact already. Write --replace to re-point it, or remove the line.\n\nNothing was linked.\n',
  });
  expect(between.stdout).toBe('The id leads to no contact.\n');
  expect(replaced.stdout).toContain('1 new, 1 re-pointed, 1 unchanged');
  expect([project.firstNameOf(contactId(2)), project.firstNameOf(contactId(12))]).toEqual([
    null,
    'Edith',
  ]);
});

test('an import that was killed while it linked goes on where it stopped, and asks Bridge nothing again', async () => {
  project.write('killed.csv', csvOf('killed', 1, 150));

  await stopImport('killed.csv', 'SIGKILL', ({ linked }) => linked > 20);
  const { linked } = importState();
  const before = project.running.simulator?.requests().length;
  const { code, stdout, stderr } = await project.cli('links', 'import', 'killed.csv');

  expect(linked).toBeGreaterThan(20);
  expect(linked).toBeLessThan(150);
  expect(code).toBe(0);
  expect(told(stderr)).toBe(
    `Going on where the last run stopped: ${linked} are linked.\n`,
  );
  expect(stdout).toContain('150 new, 0 re-pointed, 0 unchanged');
  expect(project.running.simulator?.requests().length).toBe(before);
  for (const id of ['killed1', `killed${linked + 1}`, 'killed150'])
    expect((await project.cli('links', 'show', '--id', id)).stdout).toContain(
      'leads to the contact',
    );
});

test('an import does not go on where it stopped if what it linked last is not linked so any more', async () => {
  project.write('undone.csv', csvOf('undone', 1, 150));
  await stopImport('undone.csv', 'SIGKILL', ({ linked }) => linked > 10);
  const { linked } = importState();
  await project.cli(
    'links',
    'set',
    '--id',
    `undone${linked}`,
    '--contact',
    contactId(151),
  );

  const { code, stderr } = await project.cli('links', 'import', 'undone.csv');

  expect(code).toBe(1);
  expect(told(stderr)).toMatch(
    new RegExp(
      `^undone\\.csv:${linked + 1}: externalId leads to another contact already\\..*`,
    ),
  );
  expect(importState()).toEqual({ checked: 0, linked: 0 });
});

test('Ctrl-C while it checks links nothing, says how far it came, and the next run goes on from there', async () => {
  project.write('stopped.csv', csvOf('stopped', 1, 150));

  const stopped = await stopImport('stopped.csv', 'SIGINT', ({ checked }) => checked > 50);
  const shown = await project.cli('links', 'show', '--id', 'stopped1');
  const resumed = await project.cli('links', 'import', 'stopped.csv');

  expect(stopped.code).toBe(1);
  expect(told(stopped.stderr)).toMatch(
    /^Interrupted\. \d+ of 150 lines are checked and nothing is linked yet; the same command goes on from there\.\n$/,
  );
  expect(shown.stdout).toBe('The id leads to no contact.\n');
  expect(told(resumed.stderr)).toMatch(
    /^Going on where the last run stopped: \d+ of 150 lines are checked\.\n$/,
  );
  expect(resumed.stdout).toContain('150 new');
});

test('Bridge being busy for a moment stops nothing', async () => {
  project.write('busy.csv', csvOf('busy', 1, 10));
  project.running.simulator?.addFault({ status: 429, retryAfter: 1, times: 12 });

  const { code, stdout } = await project.cli('links', 'import', 'busy.csv');

  expect(code).toBe(0);
  expect(stdout).toContain('10 new');
});

test('a key that Bridge rejects is one sentence, and no line is blamed for it', async () => {
  project.write('locked.csv', csvOf('locked', 1, 50));
  project.running.simulator?.addFault({ rejectKey: true, times: 1_000 });

  const { code, stderr } = await project.cli('links', 'import', 'locked.csv');

  expect(code).toBe(1);
  expect(told(stderr)).toMatch(
    /^Bridge rejects the API key of the workspace main \(GET contacts: status 401\)\. .*keys set main\)\. 0 of 50 lines are checked.*\n$/,
  );
});
