import { expect, test } from 'vitest';
import { callAws } from '../../../functions/edges/aws-failure.ts';

const error = (message: string, more: object) => Object.assign(new Error(message), more);

const failureOf = (thrown: unknown) =>
  callAws('ledger', () => Promise.reject(thrown)).catch((failure: unknown) => failure);

test.each([
  ['a refusal', error('x', { name: 'AccessDeniedException', $fault: 'client' })],
  ['an answer that cannot be read', error('x', { name: 'SyntaxError', $response: {} })],
  ['a time-out', error('x', { name: 'TimeoutError', code: 'ETIMEDOUT' })],
  ['a call that was given up', error('x', { name: 'AbortError' })],
  ['a host that has no address', error('x', { code: 'EAI_AGAIN' })],
  ['a connection that breaks', error('x', { code: 'ECONNRESET' })],
  [
    'a certificate that nobody knows',
    error('x', { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }),
  ],
  ['a missing login', error('x', { name: 'CredentialsProviderError' })],
])('%s is weather, with its cause (A16)', async (_, thrown) => {
  expect(await failureOf(thrown)).toMatchObject({
    name: 'TransientFailure',
    reason: 'ledger',
    cause: thrown,
  });
});

test.each([
  ['a TypeError', new TypeError('x')],
  ['an error of our own', new Error('x')],
  ['a wrong argument for Node', error('x', { code: 'ERR_INVALID_ARG_TYPE' })],
  [
    'a request that makes no sense',
    error('x', { name: 'ValidationException', $fault: 'client' }),
  ],
  ['no error at all', 'x'],
])('%s is a bug, thrown as it is (A16)', async (_, thrown) => {
  expect(await failureOf(thrown)).toBe(thrown);
});
