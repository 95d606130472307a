import { describe, expect, test } from 'vitest';
import type { VerificationInput } from '../../../../functions/core/config/verify-schema.ts';
import {
  visibleBody,
  visibleContext,
} from '../../../../functions/core/receive/visible-context.ts';
import { buildSource } from '../../../support/build-source.ts';

const open: VerificationInput = { kind: 'none', because: 'a test of just that' };
const secret = (where: 'header' | 'query' | 'body' | 'basic', name?: string) =>
  ({ kind: 'sharedSecret', in: where, name }) as const;
const mac: VerificationInput = {
  kind: 'mac',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  header: 'token',
};

describe('G10: a header', () => {
  const isShown = (name: string) =>
    name in
    visibleContext({ headers: { [name]: 'v' }, query: {} }, { verify: open }).headers;

  test.each([
    'authorization',
    'proxy-authorization',
    'cookie',
    'host',
    'content-length',
    'connection',
    'via',
    'x-forwarded-proto',
    'x-amzn-trace-id',
    'x-amz-date',
  ])('%s is the transport: hidden', (name) => {
    expect(isShown(name)).toBe(false);
    expect(isShown(`x-${name}`)).toBe(true);
  });

  test.each(['x-forwarded', 'x-amz', 'hosts', 'viable', 'content-type', 'token', ''])(
    '%j is not: shown',
    (name) => {
      expect(isShown(name)).toBe(true);
    },
  );
});

describe('G10: a secret is hidden where it stands, and what is called like it is not', () => {
  const all = { headers: { token: 'h' }, query: { token: 'q' } };

  test.each<[string, VerificationInput, string[]]>([
    ['no proof', open, ['headers', 'query', 'body']],
    ['a signature', mac, ['query', 'body']],
    ['a header', secret('header', 'Token'), ['query', 'body']],
    ['the query', secret('query', 'Token'), ['headers', 'body']],
    ['the body', secret('body', 'token'), ['headers', 'query']],
    ['a password', secret('basic'), ['headers', 'query', 'body']],
    ['a password that has a name', secret('basic', 'token'), ['headers', 'query', 'body']],
    ['the body, without a name', secret('body'), ['headers', 'query', 'body']],
    ['the body, at no plain path', secret('body', 'a b'), ['headers', 'query', 'body']],
  ])('%s', (_, verify, shown) => {
    const source = buildSource({ verify });
    const { body, secret: found } = visibleBody({ token: 'b' }, source);
    const parts = Object.entries({ ...visibleContext(all, source), body });

    expect(
      parts.filter(([, part]) => JSON.stringify(part) !== '{}').map(([name]) => name),
    ).toEqual(shown);
    expect(found).toBe(shown.includes('body') ? undefined : 'b');
  });
});
