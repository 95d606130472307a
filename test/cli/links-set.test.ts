import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { contactId, type LinksProject, startLinksProject } from './links-project.ts';
import { presentAsStack } from './present-as-stack.ts';

let project: LinksProject;

beforeAll(async () => {
  project = await startLinksProject(30);
});

afterAll(() => project.stop());

const set = (id: string, contact: number, ...more: string[]) =>
  project.cli('links', 'set', '--id', id, '--contact', contactId(contact), ...more);
const show = (id: string, ...more: string[]) =>
  project.cli('links', 'show', '--id', id, ...more);

test('an id that is set leads to the contact, and the event that waited for it is delivered; its id is shown nowhere (G10)', async () => {
  await project.send('canary-1', 'Ada');
  const before = await show('canary-1');

  const { code, stdout, stderr } = await set('canary-1', 1, '--system', 'shop');
  await project.quiet();
  const after = await show('\u200bcanary-1\ufeff');

  expect(before.stdout).toBe(
    'The id leads to no contact.\n1 event parked until it leads to a contact.\n',
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(
    `The id leads to ${contactId(1)} now. It led to no contact before. 1 event put back into the queue.\n`,
  );
  expect(project.firstNameOf(contactId(1))).toBe('Ada');
  expect(after.stdout).toMatch(
    new RegExp(
      `^The id leads to the contact ${contactId(1)} of the workspace main\\.\nLearned 20\\d\\d-.* UTC: it was set by hand\\.\n$`,
    ),
  );
  expect(
    before.stdout + stdout + after.stdout + (await project.ledgerText()),
  ).not.toContain('canary');
});

test('an id that leads to somebody is re-pointed, and it is said from whom to whom', async () => {
  await set('moving', 2);

  const moved = await set('moving', 3);
  const again = await set('moving', 3, '--json');
  await project.send('moving', 'Grace');

  expect(moved.stdout).toBe(
    `The id leads to ${contactId(3)} now. It led to ${contactId(2)} before. 0 events put back into the queue.\n`,
  );
  expect(JSON.parse(again.stdout)).toMatchObject({
    outcome: 'unchanged',
    before: contactId(3),
    contactId: contactId(3),
    wasMerged: false,
  });
  expect([project.firstNameOf(contactId(2)), project.firstNameOf(contactId(3))]).toEqual([
    null,
    'Grace',
  ]);
});

test('an id that the sender merged into another shows the contact of the other, and is a link of its own again once it is set', async () => {
  await set('stays', 4);
  await set('goes', 4);
  await project.send('stays', '', { merged: true, gone: 'goes' });

  const merged = await show('goes', '--json');
  const same = await set('goes', 4);
  const own = await set('goes', 5);
  const [afterwards, other] = [
    await show('goes', '--json'),
    await show('stays', '--json'),
  ];

  expect(JSON.parse(merged.stdout)).toMatchObject({
    contactId: contactId(4),
    isMerged: true,
  });
  expect(same.stdout).toContain(
    `leads to ${contactId(4)} already, through the id that it was merged into.`,
  );
  expect(own.stdout).toContain(
    'The sender had merged it into another id; it is a link of its own again.',
  );
  expect(JSON.parse(afterwards.stdout)).toMatchObject({
    contactId: contactId(5),
    isMerged: false,
    origin: 'set',
  });
  expect(JSON.parse(other.stdout)).toMatchObject({
    contactId: contactId(4),
    isMerged: false,
  });
});

test('an event of a merged id that waits for the other is put back when its own id is set, and only that one', async () => {
  await project.send('into', 'Into');
  await project.send('into', '', { merged: true, gone: 'from' });
  await project.send('from', 'From');

  const { stdout } = await set('from', 6);
  await project.quiet();

  expect(stdout).toContain('1 event put back into the queue.');
  expect(project.firstNameOf(contactId(6))).toBe('From');
  expect(JSON.parse((await show('into', '--json')).stdout)).toMatchObject({
    isMerged: false,
    eventsWaiting: 1,
  });
});

test('of a contact its systems and hashed ids are shown, and events are not (G10)', async () => {
  await set('canary-8', 8);
  await set('canary-9', 8, '--system', 'shop');
  await project.send('canary-8', 'Joan');

  const text = await project.cli('links', 'show', '--contact', contactId(8).toUpperCase());
  const json = await project.cli(
    'links',
    'show',
    '--contact',
    contactId(8),
    '--json',
    '--workspace',
    'main',
  );
  const none = await project.cli(
    'links',
    'show',
    '--contact',
    contactId(8),
    '--workspace',
    'other',
  );

  expect(text.stdout).toMatch(
    /^2 ids lead to the contact .*:\n( {2}shop {2}[\w-]{43} {2}Learned .*\n){2}Ids are kept as hashes: they cannot be shown\.\n$/,
  );
  const { links } = JSON.parse(json.stdout);
  expect(links).toEqual(
    Array(2).fill(expect.objectContaining({ system: 'shop', origin: 'set' })),
  );
  expect(none.stdout).toBe(
    `0 ids lead to the contact ${contactId(8)} of the workspace other.\n`,
  );
  expect(text.stdout + json.stdout).not.toContain('canary');
});

test('a contact that does not exist is not linked, unless --no-check says so', async () => {
  const refused = await set('early', 900);
  const taken = await set('early', 900, '--no-check');

  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^--contact is of no contact in the workspace main\. .*\n$/,
    ),
  });
  expect(taken.stdout).toContain(`The id leads to ${contactId(900)} now.`);
});

test('an unknown system is only noted, and a link of another workspace is another link', async () => {
  const noted = await set('same', 10, '--system', 'shopp', '--workspace', 'main');
  const elsewhere = await show('same', '--system', 'shop');

  expect(noted).toMatchObject({
    code: 0,
    stderr: 'Note: no source has the system shopp. There are: shop.\n',
  });
  expect(elsewhere.stdout).toBe('The id leads to no contact.\n');
});

test('with --stack the table, the queue, the pepper and the Bridge key are those of the stack', async () => {
  await presentAsStack(project, 'Bridgehook-prod');
  await project.send('deployed', 'Mary');

  const taken = await set('deployed', 11, '--stack', 'Bridgehook-prod');
  await project.quiet();
  const refused = await set('deployed', 901, '--stack', 'Bridgehook-prod');
  vi.unstubAllEnvs();

  expect(taken.stdout).toContain('1 event put back into the queue.');
  expect(project.firstNameOf(contactId(11))).toBe('Mary');
  expect(refused.stderr).toContain('is of no contact in the workspace main');
});
