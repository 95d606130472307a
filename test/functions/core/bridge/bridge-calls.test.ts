import { describe, expect, test } from 'vitest';
import { TransientFailure } from '../../../../functions/core/errors.ts';
import { failureOf, list, ok, status, workspace } from './scripted-workspace.ts';

const ana = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
const bea = '9f1b1f0e-5a38-4c55-8d39-2f3a3e7a1c11';
const patched = (...answers: Parameters<typeof workspace>[0]) =>
  workspace(answers).api.patchContact(ana, {});

describe('a contact that is not there', () => {
  test('is missing for a GET only if the workspace answers', async () => {
    expect(await workspace([status(404), list()]).api.getContact('c')).toBeUndefined();
  });

  test('is gone for a PATCH only if a GET of it says so too, and the workspace answers', async () => {
    expect(await patched(status(404), status(404), list())).toEqual({
      kind: 'gone',
      status: 404,
    });
  });

  test('G2: a 404 to a PATCH while the contact is there is about the content: nobody is created anew', async () => {
    expect(await patched(status(404), ok({ id: ana }), status(404))).toMatchObject({
      kind: 'refused',
      failure: { reason: 'refused', detail: 'PATCH contact: status 404', status: 404 },
    });
  });

  test('G2: a 404 that is not repeated while the contact is there was not about the content', async () => {
    expect(await patched(status(404), ok({ id: ana }), ok())).toMatchObject({
      kind: 'ok',
    });
  });

  test('a 404 to a PATCH of a contact that the key may not read is about the contact', async () => {
    expect(await patched(status(404), status(403), list(), status(403))).toMatchObject({
      kind: 'forbidden',
    });
  });

  test.each([
    [404, 'unavailable (patch)'],
    [401, 'key-rejected (patch)'],
    [403, 'unavailable (patch)'],
    [500, 'unavailable (patch)'],
    [422, 'unavailable (patch)'],
    [429, 'rate-limited (patch)'],
  ])('tells nothing while the workspace answers %i', async (code, failure) => {
    expect(await failureOf(patched(status(404), status(404), status(code)))).toBe(failure);
  });

  test('what is not to be had behind a 404 fails the PATCH that needed it, with its Retry-After', async () => {
    const failure = await patched(status(404), status(503, 20)).catch(
      (error: unknown) => error,
    );

    expect(failure).toMatchObject({
      reason: 'unavailable',
      call: 'patch',
      detail: 'GET contact: status 503',
      retryAfterSeconds: 20,
    });
  });

  test('a list that is not there is a wrong address, not an empty list', async () => {
    const { api } = workspace([status(404), status(404), status(404)]);

    expect(await failureOf(api.searchContacts('x'))).toBe('unavailable (search)');
    expect(await failureOf(api.createByCellphone('+1'))).toBe('unavailable (create)');
    expect(await failureOf(api.listAttributes())).toBe('unavailable (attributes)');
  });
});

describe('a success', () => {
  test.each([
    ['nothing at all', ''],
    ['a line end', '\n'],
    ['null', null],
  ])('of a PATCH may say %s', async (_, body) => {
    expect(await patched(ok(body))).toEqual({ kind: 'ok', status: 200, shown: undefined });
  });

  test('of a PATCH may show the contact, whatever the spelling of its id', async () => {
    expect(await patched(ok({ id: ana.toUpperCase(), firstName: 'Ana' }))).toEqual({
      kind: 'ok',
      status: 200,
      shown: { id: ana, firstName: 'Ana' },
    });
  });

  test.each([
    ['a page for people', '<!doctype html><title>Down for maintenance</title>'],
    ['another contact', { id: bea, firstName: 'Bea' }],
    ['an error', { error: 200 }],
    ['a list', [{ id: ana }]],
    ['something packed', '\u001f\ufffd\b\u0000'],
  ])('G2: of a PATCH that brings %s was not Bridge, and is in doubt', async (_, body) => {
    expect(await failureOf(patched(ok(body)))).toBe('ambiguous (patch)');
  });

  test.each([
    ['a page for people', '<html>'],
    ['no id', { firstName: 'Ana' }],
    ['an id that is none', { id: '17' }],
  ])('of creating that brings %s is in doubt', async (_, body) => {
    expect(await failureOf(workspace([ok(body)]).api.createByCellphone('+1'))).toBe(
      'ambiguous (create)',
    );
  });

  test('of a GET that brings another contact is not believed: its attributes would go to the wrong person', async () => {
    expect(await failureOf(workspace([ok({ id: bea })]).api.getContact(ana))).toBe(
      'unavailable (read)',
    );
  });

  test('with a page for people is no answer of the workspace', async () => {
    expect(await workspace([ok('<html>')]).api.whyNotAnswering()).toBeDefined();
    expect(await workspace([list()]).api.whyNotAnswering()).toBeUndefined();
  });
});

describe('failures', () => {
  test('a refusal keeps the words of Bridge apart from what is logged (G10)', async () => {
    const answer = await patched(status(422));

    expect(answer).toMatchObject({
      kind: 'refused',
      failure: {
        reason: 'refused',
        detail: 'PATCH contact: status 422',
        answer: 'words of Bridge',
      },
    });
    expect(String(answer.kind === 'refused' && answer.failure)).not.toContain('words');
  });

  test('one of another shape is an outage that names paths and no values (G10)', async () => {
    const failure = await workspace([ok({ contacts: [{ name: 'CANARY' }] })])
      .api.searchContacts('x')
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({ reason: 'unavailable', call: 'search' });
    expect(String(failure)).toContain('contacts.0.id');
    expect(String(failure)).not.toContain('CANARY');
  });

  test('of Bridge are the answer to the question whether it answers; lack of time is thrown', async () => {
    const asked = [status(500), status(429), status(401), status(404)].map((answer) =>
      workspace([answer]).api.whyNotAnswering(),
    );
    const late = workspace([]);
    late.calls.push = () => {
      throw new TransientFailure('out-of-time');
    };

    const reasons = (await Promise.all(asked)).map((failure) => failure?.reason);
    expect(reasons).toEqual([
      'unavailable',
      'rate-limited',
      'key-rejected',
      'unavailable',
    ]);
    expect(await workspace([status(403)]).api.whyNotAnswering()).toBeUndefined();
    expect(await failureOf(late.api.whyNotAnswering())).toBe('out-of-time (undefined)');
  });
});

test('successes are counted by the kind of call, and only those that are believed', async () => {
  const { api } = workspace([
    ...[ok(), ok('<html>'), status(422), status(500)],
    ...[status(404), status(404), list()],
    ...[
      list(ana),
      status(503),
      ok({ id: ana }),
      ok({ id: bea }),
      ok({ customAttributes: [] }),
    ],
  ]);
  for (let call = 0; call < 5; call += 1) await failureOf(api.patchContact(ana, {}));
  for (let call = 0; call < 2; call += 1) await failureOf(api.searchContacts('x'));
  for (let call = 0; call < 2; call += 1) await failureOf(api.getContact(ana));
  await api.listAttributes();

  const counted = api.successes();

  expect(counted).toEqual({
    patch: 3,
    read: 2,
    list: 1,
    search: 1,
    create: 0,
    attributes: 1,
  });
});

test('ids and texts cannot leave their place in the URL, and half a character breaks no call', async () => {
  const { api, calls } = workspace([
    ok({ id: '../../x?y=1' }),
    status(404),
    list(),
    list(),
  ]);

  await api.getContact('../../x?y=1');
  await api.getContact('\ud800');
  await api.searchContacts('a&b=c');

  expect(calls.map(({ path, query }) => [path, query?.search])).toEqual([
    ['/bridge/api/v1/workspaces/a%20b%2Fc/contacts/..%2F..%2Fx%3Fy%3D1', undefined],
    ['/bridge/api/v1/workspaces/a%20b%2Fc/contacts/%EF%BF%BD', undefined],
    ['/bridge/api/v1/workspaces/a%20b%2Fc/contacts', undefined],
    ['/bridge/api/v1/workspaces/a%20b%2Fc/contacts', 'a&b=c'],
  ]);
});
