import { expect, test } from 'vitest';
import {
  ANA,
  BEN,
  call,
  contactPath,
  contactsPath,
  start,
  WORKSPACE,
} from './call-simulator.ts';

const open = (customAttributeId: string) => ({
  customAttributes: { openAttributes: [{ customAttributeId, content: 'x' }] },
});
const closed = (customAttributeId: string, ...closedCustomAttributeIds: string[]) => ({
  customAttributes: {
    closedAttributes: [{ customAttributeId, closedCustomAttributeIds }],
  },
});

test.each<[string, unknown, (string | number)[]]>([
  ['an unknown property', { nickname: 'A' }, ['nickname']],
  [
    'an unknown property inside',
    { customAttributes: { attributes: [] } },
    ['customAttributes', 'attributes'],
  ],
  ['a wrong type', { firstName: 1 }, ['firstName']],
  ['a list in place of an object', { customAttributes: [] }, ['customAttributes']],
  ['a null owner', { ownerIdentifier: null }, ['ownerIdentifier']],
  [
    'an owner by phone',
    { ownerIdentifier: { identifier: '+34600111222', identifierType: 'PHONE' } },
    ['ownerIdentifier', 'identifierType'],
  ],
  [
    'a missing part',
    { ownerIdentifier: { identifier: 'x' } },
    ['ownerIdentifier', 'identifierType'],
  ],
  ['a phone that is not E.164', { cellphone: '600 111 222' }, ['cellphone']],
  ['a malformed email', { email: 'ana@' }, ['email']],
  ['a lower-case language', { languageCode: 'en' }, ['languageCode']],
  ['a third language', { languageCode: 'FR' }, ['languageCode']],
  [
    'an unknown attribute',
    open('nope'),
    ['customAttributes', 'openAttributes', 0, 'customAttributeId'],
  ],
  [
    'an archived attribute',
    open('old'),
    ['customAttributes', 'openAttributes', 0, 'customAttributeId'],
  ],
  [
    'a closed attribute among the open',
    open('plan'),
    ['customAttributes', 'openAttributes', 0, 'customAttributeId'],
  ],
  [
    'an open attribute among the closed',
    closed('note'),
    ['customAttributes', 'closedAttributes', 0, 'customAttributeId'],
  ],
  [
    'an unknown option',
    closed('plan', 'gold', 'lead'),
    ['customAttributes', 'closedAttributes', 0, 'closedCustomAttributeIds', 1],
  ],
])('%s in a body is refused with 422 and changes nothing', async (_, body, loc) => {
  const simulator = await start();
  const before = simulator.putContact(ANA, { firstName: 'Ana' });

  const answer = await call(simulator, 'PATCH', contactPath(ANA), body);

  expect(answer).toMatchObject({
    status: 422,
    body: {
      detail: [
        { loc: ['body', ...loc], msg: expect.any(String), type: expect.any(String) },
      ],
    },
  });
  expect(simulator.contacts()).toEqual([before]);
});

test.each([
  ['a contact id that is no UUID', 'GET', contactPath('12'), 422],
  ['a workspace id that is no UUID', 'GET', contactsPath.replace(WORKSPACE, 'ws_1'), 422],
  ['an unknown contact', 'GET', contactPath(BEN), 404],
  ['a limit of 0', 'GET', `${contactsPath}?limit=0`, 422],
  ['a limit of 101', 'GET', `${contactsPath}?limit=101`, 422],
  ['a limit in words', 'GET', `${contactsPath}?limit=ten`, 422],
  ['an unknown query parameter', 'GET', `${contactsPath}?page=2`, 422],
  [
    'a wrong category',
    'GET',
    `/bridge/api/v1/workspaces/${WORKSPACE}/settings/attributes?category=open`,
    422,
  ],
  ['a documented path with another method', 'DELETE', contactPath(ANA), 405],
  ['a path nobody documented', 'GET', '/bridge/api/v2/health', 404],
])('%s is refused', async (_, method, path, status) => {
  expect(await call(await start(), method, path)).toMatchObject({ status });
});

test.each([
  ['a form', 'firstName=Ana', 'application/x-www-form-urlencoded', 415],
  ['broken JSON', '{"firstName":', 'application/json', 400],
  ['JSON with a charset', '{"firstName":"Ana"}', 'application/json; charset=utf-8', 200],
  ['an endless body', `"${'x'.repeat(1024 * 1024)}"`, 'application/json', 413],
])('%s as a body is answered as a server would', async (_, body, contentType, status) => {
  const simulator = await start();
  simulator.putContact(ANA, {});

  expect(
    await call(simulator, 'PATCH', contactPath(ANA), body, {
      'content-type': contentType,
    }),
  ).toMatchObject({ status });
});

test('an upsert without a cellphone is refused', async () => {
  const answer = await call(await start(), 'POST', `${contactsPath}/partial`, {
    firstName: 'Ana',
  });

  expect(answer).toMatchObject({
    status: 422,
    body: { detail: [{ loc: ['body', 'cellphone'] }] },
  });
});

test('the root and unknown paths list the routes there are', async () => {
  const simulator = await start();

  for (const path of ['/', '/v1/contacts']) {
    const { status, body } = await call(simulator, 'GET', path);
    expect([status, body.routes]).toEqual([
      404,
      expect.arrayContaining(['GET /bridge/api/health', 'POST /_simulator/faults']),
    ]);
  }
});
