import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../support/flow.ts';
import { type Edits, type Step, startWorld, take } from '../support/stories.ts';
import {
  deletedInBridge,
  entered,
  form,
  hubspot,
  hubspotMerge,
  landingPage,
  later,
  workflow,
} from '../support/stories-steps.ts';

const bridgeId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
const cellphone = '+34600111222';
const email = 'lucia.martin@example.com';
const known = [
  entered({ id: bridgeId, cellphone, email }),
  hubspot(501, { mobilephone: cellphone }),
];
const thirty = Object.fromEntries(
  Array.from({ length: 30 }, (_, index) => [
    index === 29 ? 'firstname' : `property_${index}`,
    'Lucía',
  ]),
);
const byEmail = {
  'signup.yaml': (yaml: string) => yaml.replace('    - cellphone\n', ''),
};
const onlyPark = {
  'signup.yaml': (yaml: string) =>
    yaml.replace('    - create\n', '').replace('    - email\n', ''),
};
const skipUnchanged = {
  'hubspot.yaml': (yaml: string) =>
    yaml.replace('workspace: main', 'workspace: main\nskipUnchanged: true'),
};

/**
 * What happened before and the step whose calls are counted, for each row of the table in
 * docs/identity.md.
 */
const paths: Record<string, { before?: Step[]; step: Step; edits?: Edits }> = {
  "Bridge's id in the event": {
    before: [entered({ id: bridgeId })],
    step: workflow(501, { firstname: 'Lucía', bridge_contact_id: bridgeId }),
  },
  'id with a link': { before: known, step: hubspot(501, { firstname: 'Lucía' }) },
  'thirty events of one person in one request, with a link': {
    before: known,
    step: hubspot(501, thirty),
  },
  'found by the first match key': {
    before: [entered({ cellphone })],
    step: form({ firstName: 'Lucía', phone: cellphone, email }),
  },
  'found by the second match key': {
    before: [entered({ email })],
    step: form({ firstName: 'Lucía', phone: cellphone, email }),
  },
  'found by a number that Bridge has in an earlier spelling': {
    before: [entered({ cellphone: '+5215512345678' })],
    step: form({ firstName: 'Lucía', phone: '+525512345678', email }),
  },
  'several found, narrowed by the second key': {
    before: [entered({ cellphone, email }), entered({ cellphone })],
    step: form({ firstName: 'Lucía', phone: cellphone, email }),
  },
  'several found and they stay several: parked': {
    before: [entered({ cellphone }), entered({ cellphone })],
    step: form({ firstName: 'Lucía', phone: cellphone, email }),
  },
  'created, by one match key': { step: landingPage('Lucía', cellphone) },
  'created, after two match keys': {
    step: form({ firstName: 'Lucía', phone: cellphone, email }),
  },
  'created, phone is no match key': {
    step: form({ firstName: 'Lucía', phone: cellphone, email }),
    edits: byEmail,
  },
  'nobody found by one key, parked': {
    step: form({ firstName: 'Lucía', phone: cellphone }),
    edits: onlyPark,
  },
  merge: {
    before: [...known, hubspot(502, { lastname: 'Gil' })],
    step: hubspotMerge(501, [503]),
  },
  'merge of ids with different contacts': {
    before: [...known, hubspot(502, { mobilephone: '600 333 444' })],
    step: hubspotMerge(501, [502]),
  },
  'nothing to send': { before: known, step: hubspot(501, { hubspot_owner_id: '71' }) },
  'linked contact is gone, no match key in the event: parked': {
    before: [...known, later({ hours: 1 }), deletedInBridge({ id: bridgeId })],
    step: hubspot(501, { firstname: 'Lucía' }),
  },
  'linked contact is gone, found again by the first match key': {
    before: [
      ...known,
      later({ hours: 1 }),
      deletedInBridge({ id: bridgeId }),
      entered({ cellphone }),
    ],
    step: hubspot(501, { firstname: 'Lucía', mobilephone: cellphone }),
  },
  '`skipUnchanged`, and something differs': {
    before: known,
    step: hubspot(501, { firstname: 'Lucía' }),
    edits: skipUnchanged,
  },
  '`skipUnchanged`, and nothing differs': {
    before: known,
    step: hubspot(501, { email }),
    edits: skipUnchanged,
  },
};

function documentedRows(): [path: string, calls: number][] {
  const document = readFileSync(join(root, 'docs/identity.md'), 'utf8');
  const [, table = ''] =
    /\| path \| calls \|\n\| --- \| --- \|\n((?:\|.*\n)+)/.exec(document) ?? [];
  return [...table.matchAll(/^\| (.+) \| (\d+) \|$/gm)].map(([, path = '', calls]) => [
    path,
    Number(calls),
  ]);
}

describe('calls to Bridge', () => {
  test('every row of the table in docs/identity.md is counted here', () => {
    expect(documentedRows().map(([path]) => path)).toEqual(Object.keys(paths));
  });

  test.each(documentedRows())('%s: %i', async (path, calls) => {
    const { before = [], step, edits } = paths[path] ?? { step: later({ hours: 0 }) };
    const world = await startWorld({
      mayShare: true,
      ...(edits === undefined ? {} : { edits }),
    });
    for (const one of before) await take(world, one);
    const already = world.flow.bridge.requests().length;

    await take(world, step);

    const made = world.flow.bridge.requests().slice(already);
    expect(
      made.map(({ method, path: at, query }) =>
        [method, at.split('/').at(-1), query.search].join(' ').trim(),
      ),
    ).toHaveLength(calls);
  });
});
