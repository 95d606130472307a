import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSince } from '../../cli/selection/since.ts';
import { contactId, type LinksProject, startLinksProject } from './links-project.ts';

let project: LinksProject;

beforeAll(async () => {
  project = await startLinksProject(3);
  await project.cli('links', 'set', '--id', 'canary-known', '--contact', contactId(1));
  await project.send('canary-known', 'Canary Ada');
  await project.send('canary-unknown', 'Canary Bea');
  await project.quiet();
});

afterAll(() => project.stop());

const listed = async (
  ...options: string[]
): Promise<
  { id: string; outcome: { kind: string; reason?: string }; contactId?: string }[]
> => JSON.parse((await project.cli('events', '--json', ...options)).stdout);

test('events of the last day are listed with how they ended, and no value of anybody (G2, G10)', async () => {
  const { code, stdout } = await project.cli('events');

  expect(code).toBe(0);
  expect(stdout).toMatch(/ {2}parked no-contact\n/);
  expect(stdout).toMatch(new RegExp(`  delivered  ${contactId(1)}\n`));
  expect(stdout).toMatch(/\n2 events of the last day\.\nNo message waits\.\n$/);
  expect(stdout.toLowerCase()).not.toContain('canary');
});

test.each([`-${'a'.repeat(42)}`, `--${'b'.repeat(41)}`])(
  'an id that begins as an option does is an id: %s',
  async (id) => {
    const shown = await project.cli('events', 'show', id, '--json');
    const replayed = await project.cli('replay', id, '--no-wait');
    const listed = await project.cli('events', '--request', id, '--json');

    expect(shown).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`There is no event ${id}.`),
    });
    expect(replayed.stderr).toContain(`There is no event ${id}.`);
    expect(listed).toMatchObject({ code: 0, stdout: '[]\n' });
  },
);

test('parked ones, and those of a contact, are found, and those that are both', async () => {
  expect((await listed('--parked')).map(({ outcome }) => outcome)).toEqual([
    { kind: 'parked', reason: 'no-contact' },
  ]);
  expect(
    (await listed('--contact', contactId(1))).map(({ outcome }) => outcome.kind),
  ).toEqual(['delivered']);
  expect(await listed('--contact', contactId(2))).toEqual([]);
  expect(await listed('--contact', contactId(1), '--parked')).toEqual([]);
});

test('drift is counts by source and field, and no value of anybody (G10)', async () => {
  const { code, stdout } = await project.cli('events', '--drift');
  const json = await project.cli('events', '--drift', '--source', 'shop', '--json');
  const none = await project.cli('events', '--drift', '--since', '2999-01-01');

  expect(code).toBe(0);
  // What was counted in the last minute is not written yet.
  expect(stdout).toMatch(
    /^source {2}field {6}before {2}now {4}since {2}events\nshop {4}firstName {2}– {7}100 % {2}– {6}[12]\n$/,
  );
  expect(JSON.parse(json.stdout)).toEqual({
    entries: [
      {
        source: 'shop',
        field: 'firstName',
        drifts: false,
        nowPercent: 100,
        events: expect.any(Number),
      },
    ],
    unknownTypes: [],
  });
  expect(none.stdout).toBe('Nothing was counted.\n');
  expect(await project.cli('events', '--drift', '--parked')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--drift counts all events'),
  });
});

test('one event is shown step by step; its payload only if that is asked for (G10)', async () => {
  const [delivered] = await listed('--contact', contactId(1));

  const quiet = await project.cli('events', 'show', delivered?.id ?? '');
  const open = await project.cli('events', 'show', delivered?.id ?? '', '--payload');

  expect(quiet.stdout).toMatch(
    /received by [\s\S]*sent to Bridge[\s\S]*delivered[\s\S]*sent: firstName[\s\S]*payload: kept until/,
  );
  expect(quiet.stdout.toLowerCase()).not.toContain('canary');
  expect(open.stdout).toContain('Canary Ada');
});

test('what there is not is said in words', async () => {
  expect(await project.cli('events', 'show', 'nothing')).toMatchObject({
    code: 1,
    stderr: 'There is no event nothing. List them: npx bridgehook events\n',
  });
  expect((await project.cli('events', '--source', 'nothing')).stderr).toContain('nothing');
  expect((await project.cli('events', '--since', 'yesterday')).stderr).toContain(
    'Write how long ago (30min, 12h, 3d)',
  );
});

test('a hold is shown with its reason, and released (G6)', async () => {
  const before = await project.cli('hold', 'show');
  const released = await project.cli('hold', 'release', '--json');

  expect(before.stdout).toMatch(
    /^The workspace main is not on hold\.\nA change of a contact last came through at 20/,
  );
  expect(JSON.parse(released.stdout)).toEqual({ workspace: 'main', released: false });
});

test.each([
  ['30min', 1_000_000_000_000 - 1_800_000],
  ['3d', 1_000_000_000_000 - 3 * 86_400_000],
  ['2001-01-31', Date.UTC(2001, 0, 31)],
])('%s is a time', (text, time) => {
  expect(readSince(text, 1_000_000_000_000)).toBe(time);
});

test('a replay shows what it would send next to what Bridge holds, sends it with --yes, and just that is what happens (G2, G4)', async () => {
  const [delivered] = await listed('--contact', contactId(1));
  project.put(contactId(1), { firstName: 'By mistake' });

  const plan = await project.cli('replay', delivered?.id ?? '');
  const before = project.firstNameOf(contactId(1));
  const { code, stdout, stderr } = await project.cli(
    'replay',
    '--contact',
    contactId(1),
    '--yes',
  );

  expect(plan).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('Nothing was sent.'),
  });
  expect(plan.stdout).toBe(
    `contact ${contactId(1)}\n  firstName: "By mistake" → "Canary Ada"\n1 event, 1 request to Bridge: 1 delivered.\n`,
  );
  expect([before, project.firstNameOf(contactId(1))]).toEqual([
    'By mistake',
    'Canary Ada',
  ]);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: '1 event put back into the queue. See how they end: npx bridgehook events\n',
  });
  expect(stdout).toBe(`${plan.stdout}What happened: 1 delivered.\n`);
});

test('a plan without values names fields only, and says what would still be parked (G10)', async () => {
  const plan = await project.cli('replay', '--contact', contactId(1), '--no-values');
  const parked = await project.cli('replay', '--parked');

  expect(plan.stdout).toContain(`contact ${contactId(1)}\n  firstName`);
  expect(plan.stdout).not.toContain('Canary');
  expect(parked.stdout).toMatch(
    /^still parked: \S+ no-contact\n1 event, 0 requests to Bridge: 1 parked no-contact\.\n$/,
  );
});

test('a replay of nothing in particular is refused, and so is what there is not', async () => {
  expect(await project.cli('replay')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^Which events\?/),
  });
  expect(await project.cli('replay', 'nothing')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^There is no event nothing/),
  });
  expect(await project.cli('replay', 'nothing', '--rate', 'fast')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('from 1 to 300'),
  });
});

test('a parked event that is discarded is gone with its payload, after it was shown and asked for (G2)', async () => {
  const [parked] = await listed('--parked');

  const shown = await project.cli('discard', '--parked');
  const stillThere = await listed('--parked');
  const { stdout } = await project.cli('discard', '--yes', '--', parked?.id ?? '');

  expect(shown.stdout).toMatch(
    / {2}parked no-contact\n1 event would be discarded for good\. The same command with --yes does it\.\n$/,
  );
  expect(stillThere).toHaveLength(1);
  expect(stdout).toMatch(/\n1 event discarded\.\n$/);
  expect(await listed('--parked')).toEqual([]);
  expect(
    (await project.cli('events', 'show', parked?.id ?? '', '--payload')).stdout,
  ).toMatch(/ignored discarded[\s\S]*not kept any more/);
  expect(await project.cli('discard', '--yes', '--', parked?.id ?? '')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^No event \S+ is parked\./),
  });
  expect(await project.cli('discard')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^Which events\?/),
  });
});
