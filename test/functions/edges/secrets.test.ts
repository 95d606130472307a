import { inspect } from 'node:util';
import {
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import {
  apiKeyOf,
  createKeySecret,
  createTextSecret,
} from '../../../functions/edges/secrets.ts';

const secretsManager = mockClient(SecretsManagerClient);
afterEach(() => secretsManager.reset());
// Other files in this process use the real client.
afterAll(() => secretsManager.restore());

const client = new SecretsManagerClient({ region: 'eu-west-1' });
const value = (keys: object) => ({ SecretString: JSON.stringify(keys) });
const down = Object.assign(new Error('down'), { code: 'ECONNREFUSED' });
/** Secrets Manager answers with these keys, and then not any more. */
const answersOnce = (keys: object) =>
  secretsManager.on(GetSecretValueCommand).resolvesOnce(value(keys)).rejects(down);
const calls = () => secretsManager.commandCalls(GetSecretValueCommand).length;

test('keys are fetched once and kept for five minutes', async () => {
  let now = 0;
  secretsManager.on(GetSecretValueCommand).resolves(value({ main: { current: 'one' } }));
  const secret = createKeySecret(client, 'id', () => now);

  await secret.prefetch();
  const known = await secret.get();
  now = 5 * 60_000 - 1;
  await secret.get();
  const callsBefore = calls();
  now = 5 * 60_000;
  await secret.get();

  expect(known).toEqual({ main: { current: 'one' } });
  expect([callsBefore, calls()]).toEqual([1, 2]);
});

test('a reread fetches at once, but strangers cannot make it do so all the time (G8)', async () => {
  let now = 0;
  secretsManager
    .on(GetSecretValueCommand)
    .resolvesOnce(value({ a: { current: 'old' } }))
    .resolves(value({ a: { current: 'new' } }));
  const secret = createKeySecret(client, 'id', () => now);
  await secret.get();

  const tooSoon = await secret.reread();
  now = 5_000;
  const later = await secret.reread();

  expect([tooSoon.a?.current, later.a?.current, calls()]).toEqual(['old', 'new', 2]);
});

test('a fetch that fails at INIT does not throw, and the handler fetches again', async () => {
  secretsManager
    .on(GetSecretValueCommand)
    .rejectsOnce(down)
    .resolves({ SecretString: 'pepper' });
  const secret = createTextSecret(client, 'id');

  await secret.prefetch();

  expect(await secret.get()).toBe('pepper');
});

test('while Secrets Manager does not answer, keys that are known go on to count', async () => {
  let now = 0;
  answersOnce({ a: { current: 'known' } });
  const secret = createKeySecret(client, 'id', () => now);
  await secret.get();

  now = 60 * 60_000;

  expect((await secret.get()).a?.current).toBe('known');
  await expect(secret.reread()).rejects.toMatchObject({
    name: 'TransientFailure',
    reason: 'secrets',
  });
});

test('a malformed secret is a failure that does not quote it (G10)', async () => {
  secretsManager
    .on(GetSecretValueCommand)
    .resolves({ SecretString: 'fake-canary-secret {' });
  const secret = createKeySecret(client, 'id');

  const failure = await secret.get().catch((error: unknown) => error);

  expect(failure).toMatchObject({ reason: 'secrets', detail: 'malformed' });
  expect(inspect(failure)).not.toContain('canary');
});

test('a fetch that is never answered fails in time, whoever waits for it (G1)', async () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  secretsManager
    .on(GetSecretValueCommand)
    .callsFake(() => value({ a: { current: 'late' } }));
  const secret = createKeySecret(client, 'id');

  await secret.get();
  await secret.reread();

  expect(timeout).toHaveBeenCalledWith(2_000);
  const [, options] = (secretsManager.commandCalls(GetSecretValueCommand)[0]?.args ??
    []) as unknown[];
  expect(options).toMatchObject({ abortSignal: { aborted: true } });
  timeout.mockRestore();
});

test('of keys that are known, a failed fetch is waited for once in five seconds (A14)', async () => {
  let now = 0;
  answersOnce({ a: { current: 'known' } });
  const secret = createKeySecret(client, 'id', () => now);
  await secret.get();
  now = 60 * 60_000;

  const known = [await secret.get(), await secret.get()];
  now += 4_999;
  known.push(await secret.get());
  const [callsBefore] = [calls()];
  now += 1;
  known.push(await secret.get());

  expect(known.map(({ a }) => a?.current)).toEqual(['known', 'known', 'known', 'known']);
  expect([callsBefore, calls()]).toEqual([2, 3]);
});

test('without a key, a failed fetch fails the others of the same second at once (A14)', async () => {
  let now = 0;
  secretsManager.on(GetSecretValueCommand).rejects(down);
  const secret = createTextSecret(client, 'id', () => now);
  const failureOf = (work: Promise<unknown>) => work.catch((failure: unknown) => failure);

  const first = await failureOf(secret.get());
  now = 999;
  const [second, reread] = [
    await failureOf(secret.get()),
    await failureOf(secret.reread()),
  ];
  const [callsBefore] = [calls()];
  now = 1_000;
  secretsManager.on(GetSecretValueCommand).resolves({ SecretString: 'pepper' });

  expect(first).toMatchObject({
    name: 'TransientFailure',
    reason: 'secrets',
    cause: down,
  });
  expect([second, reread]).toEqual([first, first]);
  expect([await secret.get(), callsBefore, calls()]).toEqual(['pepper', 1, 2]);
});

test('a bug on the way to Secrets Manager is thrown as it is (A16)', async () => {
  const bug = new TypeError("Cannot read properties of undefined (reading 'foo')");
  secretsManager.on(GetSecretValueCommand).rejects(bug);

  await expect(createTextSecret(client, 'id').get()).rejects.toBe(bug);
});

test('a bad entry costs itself only, and one log line says which and why (V17, A15)', async () => {
  const keys = { good: { current: 'key' }, bad: { current: 'canary\n' }, flat: 'canary' };
  secretsManager.on(GetSecretValueCommand).resolves(value(keys));
  const log = vi.fn();
  const names = Object.keys(keys);
  const secret = createKeySecret(client, 'id', () => 0, { log, names });

  await secret.prefetch();
  const apiKeys = await Promise.all(
    Object.keys({ ...keys, none: 0 }).map((name) => apiKeyOf(secret, name).get()),
  );

  expect(apiKeys).toEqual([
    'key',
    { fault: 'bad: U+000A' },
    { fault: 'flat: not-an-object' },
    undefined,
  ]);
  const detail = 'bad: U+000A, flat: not-an-object';
  expect(log.mock.calls).toEqual([['warn', { message: 'keys unusable', detail }]]);
});

test('keys that are all good are not worth a log line', async () => {
  secretsManager.on(GetSecretValueCommand).resolves(value({ a: { current: 'key' } }));
  const log = vi.fn();

  await createKeySecret(client, 'id', () => 0, { log, names: ['a'] }).get();

  expect(log).not.toHaveBeenCalled();
});

test('a text secret counts without a byte order mark and white space around it', async () => {
  secretsManager.on(GetSecretValueCommand).resolves({ SecretString: '\ufeff pepper\r\n' });

  expect(await createTextSecret(client, 'id').get()).toBe('pepper');
});

test.each(['', ' \n', '\ufeff'])(
  'a text secret that is only %j is malformed',
  async (text) => {
    secretsManager.on(GetSecretValueCommand).resolves({ SecretString: text });

    await expect(createTextSecret(client, 'id').get()).rejects.toMatchObject({
      reason: 'secrets',
      detail: 'malformed',
    });
  },
);
