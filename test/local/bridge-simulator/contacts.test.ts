import { expect, test } from 'vitest';
import {
  ANA,
  BEN,
  call,
  contactPath,
  contactsPath,
  KEY,
  NOW,
  OTHER_WORKSPACE,
  start,
  WORKSPACE,
} from './call-simulator.ts';

const attributesPath = `/bridge/api/v1/workspaces/${WORKSPACE}/settings/attributes`;

test('a created contact is answered in the read form and can be read back', async () => {
  const simulator = await start({ newId: () => ANA });

  const created = await call(simulator, 'POST', contactsPath, {
    firstName: 'Ana',
    lastName: 'Gil',
    languageCode: 'ES',
    cellphone: '+34600111222',
    ownerIdentifier: { identifier: 'rep@example.com', identifierType: 'EMAIL' },
    customAttributes: {
      closedAttributes: [
        { customAttributeId: 'plan', closedCustomAttributeIds: ['gold'] },
      ],
    },
  });

  const at = new Date(NOW).toISOString();
  const contact = {
    id: ANA,
    workspaceId: WORKSPACE,
    type: 'NORMAL',
    createdAt: at,
    updatedAt: at,
    firstName: 'Ana',
    lastName: 'Gil',
    email: null,
    cellphone: '+34600111222',
    customAttributes: [{ key: 'Plan', values: ['Gold'] }],
    languageCode: 'ES',
    ownerId: 'rep@example.com',
  };
  expect(created).toMatchObject({ status: 201, body: contact });
  expect(await call(simulator, 'GET', contactPath(ANA))).toMatchObject({
    status: 200,
    body: contact,
  });
});

test('an upsert finds its contact by cellphone, else makes a partial one', async () => {
  const simulator = await start();

  const made = await call(simulator, 'POST', `${contactsPath}/partial`, {
    cellphone: '+34600111222',
  });
  const updated = await call(simulator, 'POST', `${contactsPath}/partial`, {
    cellphone: '+34600111222',
    firstName: 'Ana',
  });

  expect(made).toMatchObject({ status: 200, body: { type: 'PARTIAL', firstName: null } });
  expect(updated).toMatchObject({
    status: 200,
    body: { id: made.body.id, firstName: 'Ana' },
  });
  expect(simulator.contacts()).toHaveLength(1);
});

test('a cellphone or email of another contact is refused with 409, unless duplicates are allowed', async () => {
  const strict = await start();
  const loose = await start({ areDuplicatesRefused: false });
  for (const simulator of [strict, loose]) {
    simulator.putContact(ANA, { cellphone: '+34600111222', email: 'ana@example.com' });
    simulator.putContact(BEN, { cellphone: '+34600333444' });
  }

  expect(
    await call(strict, 'PATCH', contactPath(BEN), { cellphone: '+34600111222' }),
  ).toMatchObject({ status: 409 });
  expect(
    await call(strict, 'POST', contactsPath, { email: 'Ana@Example.com' }),
  ).toMatchObject({
    status: 409,
  });
  expect(
    await call(strict, 'PATCH', contactPath(ANA), { cellphone: '+34600111222' }),
  ).toMatchObject({ status: 200 });
  expect(
    await call(loose, 'PATCH', contactPath(BEN), { cellphone: '+34600111222' }),
  ).toMatchObject({ status: 200 });
  expect(strict.contacts()).toMatchObject([
    { id: ANA },
    { id: BEN, cellphone: '+34600333444' },
  ]);
});

test.each([
  ['ana g', [ANA]],
  ['EXAMPLE.COM', [ANA, BEN]],
  ['+34600111222', [ANA]],
  ['nobody', []],
])('a search for %j looks in name, email and cellphone', async (search, ids) => {
  const simulator = await start();
  simulator.putContact(ANA, {
    firstName: 'Ana',
    lastName: 'Gil',
    email: 'ana@example.com',
    cellphone: '+34600111222',
  });
  simulator.putContact(BEN, { firstName: 'Ben', email: 'ben@example.com' });

  const { body } = await call(
    simulator,
    'GET',
    `${contactsPath}?search=${encodeURIComponent(search)}`,
  );

  expect(body.contacts.map(({ id }: { id: string }) => id)).toEqual(ids);
  expect(body.cursor).toBeNull();
});

test('pages follow one another by cursor and end with null', async () => {
  const simulator = await start();
  const ids = [1, 2, 3, 4, 5].map((n) => `${n}e362e2b-67b2-4a7e-a9df-e9ecf9141be8`);
  for (const id of ids) simulator.putContact(id, {});
  const seen: string[][] = [];

  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await call(
      simulator,
      'GET',
      `${contactsPath}?limit=2${cursor && `&cursor=${cursor}`}`,
    );
    seen.push(body.contacts.map(({ id }: { id: string }) => id));
    cursor = body.cursor;
  }

  expect(seen).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  expect(await call(simulator, 'GET', `${contactsPath}?cursor=made-up`)).toMatchObject({
    status: 422,
  });
});

test('contacts can be listed by the email of their owner', async () => {
  const simulator = await start();
  simulator.putContact(ANA, { ownerId: 'rep@example.com' });
  simulator.putContact(BEN, {});

  const { body } = await call(
    simulator,
    'GET',
    `${contactsPath}?ownerEmail=rep%40example.com`,
  );

  expect(body.contacts).toMatchObject([{ id: ANA }]);
});

test.each([
  ['', ['note', 'plan']],
  ['?includeArchived=true', ['note', 'plan', 'old']],
  ['?category=OPEN', ['note']],
  ['?isRequired=true', ['plan']],
  ['?isRequired=false', ['note']],
])('attributes%s are filtered', async (query, ids) => {
  const simulator = await start();

  const { body } = await call(simulator, 'GET', attributesPath + query);

  expect(body.customAttributes.map(({ id }: { id: string }) => id)).toEqual(ids);
});

test('the attribute list can come under its other name', async () => {
  const simulator = await start({ attributeListName: 'custom_attributes' });

  expect(Object.keys((await call(simulator, 'GET', attributesPath)).body)).toEqual([
    'custom_attributes',
  ]);
});

test('a contact is seen only through its own workspace, and other workspaces are forbidden', async () => {
  const simulator = await start({ workspaces: [WORKSPACE, OTHER_WORKSPACE] });
  simulator.putContact(ANA, { workspaceId: OTHER_WORKSPACE });

  expect(await call(simulator, 'GET', contactPath(ANA))).toMatchObject({ status: 404 });
  expect(
    await call(simulator, 'GET', contactPath(ANA).replace(WORKSPACE, OTHER_WORKSPACE)),
  ).toMatchObject({ status: 200 });
  expect(
    await call(simulator, 'GET', contactPath(ANA).replace(WORKSPACE, BEN)),
  ).toMatchObject({
    status: 403,
  });
});

test('every route wants a key, and keys can change while it runs', async () => {
  const simulator = await start();
  const health = () => call(simulator, 'GET', '/bridge/api/health');
  const missing = await fetch(`${simulator.url}/bridge/api/health`);

  const before = await health();
  simulator.setApiKeys([`${KEY}-2`]);
  const after = await health();

  expect([missing.status, before.status, after.status]).toEqual([401, 200, 401]);
});

test('contacts outlive the simulator in a store', async () => {
  const contactsStore = new Map();
  const first = await start({ contactsStore });
  first.putContact(ANA, { firstName: 'Ana' });
  await first.stop();

  const second = await start({ contactsStore });

  expect(await call(second, 'GET', contactPath(ANA))).toMatchObject({
    body: { firstName: 'Ana' },
  });
  second.reset();
  expect(contactsStore.size).toBe(0);
});
