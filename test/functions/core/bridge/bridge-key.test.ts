import { describe, expect, test } from 'vitest';
import { failureOf, list, ok, status, workspace } from './scripted-workspace.ts';

const unusable = { kind: 'unusableKey', code: 'ERR_INVALID_CHAR' } as const;

describe('G7: a rejected key', () => {
  test('is re-read once, and the call made again with the new one', async () => {
    const { api, calls } = workspace([status(401), ok()], ['old', 'new']);

    const answer = await api.patchContact('c', {});

    expect(answer).toEqual({ kind: 'ok', status: 200, shown: undefined });
    expect(calls.map(({ apiKey }) => apiKey)).toEqual(['old', 'new']);
  });

  test('that is still rejected, everywhere, is the key: nothing is parked for it', async () => {
    const { api, calls } = workspace([status(403), status(401)]);

    expect(await failureOf(api.patchContact('c', {}))).toBe('key-rejected (patch)');
    expect(calls.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
  });

  test('that is good elsewhere means this contact is forbidden, and says nothing of the content', async () => {
    const { api } = workspace([status(403), list(), status(403)]);

    const answer = await api.patchContact('c', {});

    expect(answer).toMatchObject({
      kind: 'forbidden',
      failure: { reason: 'forbidden', detail: 'PATCH contact: status 403' },
    });
  });

  test('that is good elsewhere parks what needs a call that is closed to it', async () => {
    const closed = () => workspace([status(403), list(), status(403)]).api;

    expect(await failureOf(closed().listAttributes())).toBe('park forbidden');
    expect(await failureOf(closed().searchContacts('x'))).toBe('park forbidden');
    expect(await failureOf(closed().getContact('c'))).toBe('park forbidden');
  });

  test('that is called wrong although it is good elsewhere is not believed at once', async () => {
    const { api } = workspace([status(401), list(), status(401)]);

    expect(await failureOf(api.patchContact('c', {}))).toBe('denied (patch)');
  });

  test('that nobody can judge, because the workspace does not answer, is an outage', async () => {
    const { api } = workspace([status(403), status(503, 30)]);

    const failure = await api.patchContact('c', {}).catch((error: unknown) => error);

    expect(failure).toMatchObject({
      reason: 'unavailable',
      call: 'patch',
      detail: 'GET contacts: status 503',
      retryAfterSeconds: 30,
    });
  });

  test('that is missing is waited for, without a call', async () => {
    const { api, calls } = workspace([], [undefined]);

    expect(await failureOf(api.getContact('c'))).toBe('no-bridge-key (read)');
    expect(await api.whyNotAnswering()).toBeDefined();
    expect(calls).toEqual([]);
  });
});

describe('G7: a key that cannot be used', () => {
  test('is a rejected one, without a call, and the failure says why', async () => {
    const { api, calls } = workspace([], [{ fault: 'main: U+000A' }]);

    const failure = await api.patchContact('c', {}).catch((error: unknown) => error);

    expect(failure).toMatchObject({
      reason: 'key-rejected',
      call: 'patch',
      detail: 'main: U+000A',
    });
    expect(await api.whyNotAnswering()).toBeDefined();
    expect(calls).toEqual([]);
  });

  test.each([[{ fault: 'main: U+0020' }], [undefined]])(
    'is read again at every try (%j)',
    async (before) => {
      const { api, calls } = workspace([ok()], [before, 'key']);

      expect(await api.patchContact('c', {})).toMatchObject({ kind: 'ok' });
      expect(calls.map(({ apiKey }) => apiKey)).toEqual(['key']);
    },
  );

  test('does not take the place of one that Bridge rejects', async () => {
    const { api, calls } = workspace(
      [status(401), status(401)],
      ['old', { fault: 'main: empty' }],
    );

    expect(await failureOf(api.patchContact('c', {}))).toBe('key-rejected (patch)');
    expect(calls.map(({ apiKey }) => apiKey)).toEqual(['old', 'old']);
  });
});

describe('G7: a key that no header can carry', () => {
  test('is a rejected key from the first call on, not an outage, and nothing else is asked', async () => {
    const { api, calls } = workspace([unusable]);

    const failure = await api.patchContact('c', {}).catch((error: unknown) => error);

    expect(failure).toMatchObject({
      reason: 'key-rejected',
      call: 'patch',
      detail: 'PATCH contact: ERR_INVALID_CHAR',
    });
    expect(calls).toHaveLength(1);
  });

  test('is read again at every try: the first after it was corrected gets through', async () => {
    const { api, calls } = workspace([unusable, ok()], ['key\n', 'key']);

    expect(await api.patchContact('c', {})).toMatchObject({ kind: 'ok' });
    expect(calls.map(({ apiKey }) => apiKey)).toEqual(['key\n', 'key']);
  });

  test('is no answer to whether the workspace answers', async () => {
    expect(await workspace([unusable]).api.whyNotAnswering()).toBeDefined();
  });
});
