import { describe, expect, test } from 'vitest';
import type { BridgeAnswer } from '../../../../functions/core/bridge/bridge-answer.ts';
import { type BridgeCall, createBridge } from '../../../../functions/core/bridge/bridge-calls.ts';
import { PermanentFailure, TransientFailure } from '../../../../functions/core/errors.ts';

const ok = (body: unknown = {}): BridgeAnswer => ({ kind: 'answered', status: 200, body });
const status = (code: number): BridgeAnswer => ({
  kind: 'answered',
  status: code,
  body: 'words of Bridge',
});
const list = (...ids: string[]) => ok({ contacts: ids.map((id) => ({ id })) });

/** A workspace that gives these answers, in their order, to whoever asks. */
function workspace(answers: BridgeAnswer[], keys: (string | undefined)[] = ['key']) {
  const calls: BridgeCall[] = [];
  const [first, ...rest] = keys;
  const api = createBridge(
    async (call) => {
      calls.push(call);
      const answer = answers.shift();
      if (answer === undefined) throw new Error('one call too many');
      return answer;
    },
    'a b/c',
    { get: async () => first, reread: async () => rest[0] ?? first },
  );
  return { api, calls };
}

const failureOf = async (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error: unknown) => {
      if (error instanceof TransientFailure || error instanceof PermanentFailure)
        return `${error.name} ${error.reason}`;
      throw error;
    },
  );

describe('G7: a rejected key', () => {
  test('is re-read once, and the call made again with the new one', async () => {
    const { api, calls } = workspace([status(401), ok()], ['old', 'new']);

    expect(await api.patchContact('c', {})).toEqual({ shown: undefined });
    expect(calls.map(({ apiKey }) => apiKey)).toEqual(['old', 'new']);
  });

  test('that is still rejected, everywhere, is the key: nothing is parked for it', async () => {
    const { api, calls } = workspace([status(403), status(401)]);

    expect(await failureOf(api.patchContact('c', {}))).toBe('TransientFailure key-rejected');
    expect(calls.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
  });

  test('that is good elsewhere means this contact is forbidden: this event is parked', async () => {
    const { api } = workspace([status(403), list(), status(403)]);

    expect(await failureOf(api.patchContact('c', {}))).toBe('PermanentFailure forbidden');
  });

  test('that is called wrong although it is good elsewhere is not believed at once', async () => {
    const { api } = workspace([status(401), list(), status(401)]);

    expect(await failureOf(api.patchContact('c', {}))).toBe('TransientFailure denied');
  });

  test('that is missing is waited for, without a call', async () => {
    const { api, calls } = workspace([], [undefined]);

    expect(await failureOf(api.getContact('c'))).toBe('TransientFailure no-bridge-key');
    expect(calls).toEqual([]);
  });
});

describe('a contact that is not there', () => {
  test('is missing only if the workspace answers', async () => {
    expect(await workspace([status(404), list()]).api.getContact('c')).toBeUndefined();
    expect(await workspace([status(404), list()]).api.patchContact('c', {})).toBeUndefined();
  });

  test.each([404, 500, 429, 422])('tells nothing while the workspace answers %i', async (code) => {
    expect(await failureOf(workspace([status(404), status(code)]).api.patchContact('c', {}))).toBe(
      'TransientFailure unavailable',
    );
  });

  test('a list that is not there is a wrong address, not an empty list', async () => {
    expect(await failureOf(workspace([status(404), list()]).api.searchContacts('x'))).toBe(
      'TransientFailure unavailable',
    );
    expect(await failureOf(workspace([status(404), list()]).api.createByCellphone('+1'))).toBe(
      'TransientFailure unavailable',
    );
  });
});

describe('answers', () => {
  test('of a PATCH show the contact if they are that contact; anything else shows nothing', async () => {
    const shownFor = async (body: unknown) =>
      (await workspace([ok(body)]).api.patchContact('AB-1', {}))?.shown;

    expect(await shownFor({ id: 'ab-1', firstName: 'Ana' })).toEqual({
      id: 'ab-1',
      firstName: 'Ana',
    });
    for (const other of [{ id: 'cd-2' }, {}, '', null, [{ id: 'ab-1' }]])
      expect(await shownFor(other)).toBeUndefined();
  });

  test('a refusal keeps the words of Bridge apart from what is logged (G10)', async () => {
    const failure = await workspace([status(422)])
      .api.patchContact('c', {})
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({
      reason: 'refused',
      detail: 'status 422',
      answer: 'words of Bridge',
    });
    expect(String(failure)).not.toContain('words');
  });

  test('one of another shape is an outage that names paths and no values', async () => {
    const failure = await workspace([ok({ contacts: [{ name: 'CANARY' }] })])
      .api.searchContacts('x')
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({ reason: 'unavailable' });
    expect(String(failure)).toContain('contacts.0.id');
    expect(String(failure)).not.toContain('CANARY');
  });

  test('pages are read up to a bound', async () => {
    const page = (cursor?: string) => ok({ contacts: [{ id: cursor ?? 'last' }], cursor });
    const whole = workspace([page('1'), page('2'), page()]);
    const endless = workspace(Array.from({ length: 6 }, () => page('again')));

    expect(await whole.api.searchContacts('x')).toMatchObject({
      complete: true,
      contacts: [{ id: '1' }, { id: '2' }, { id: 'last' }],
    });
    expect(whole.calls.map(({ query }) => query?.cursor)).toEqual([undefined, '1', '2']);
    expect((await endless.api.searchContacts('x')).complete).toBe(false);
    expect(endless.calls).toHaveLength(5);
  });

  test('ids and texts cannot leave their place in the URL', async () => {
    const { api, calls } = workspace([ok({ id: 'c' }), list()]);

    await api.getContact('../../x?y=1');
    await api.searchContacts('a&b=c');

    expect(calls.map(({ path, query }) => [path, query?.search])).toEqual([
      ['/bridge/api/v1/workspaces/a%20b%2Fc/contacts/..%2F..%2Fx%3Fy%3D1', undefined],
      ['/bridge/api/v1/workspaces/a%20b%2Fc/contacts', 'a&b=c'],
    ]);
  });
});
