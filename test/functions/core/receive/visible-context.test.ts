import { describe, expect, test } from 'vitest';
import type { VerificationInput } from '../../../../functions/core/config/verify-schema.ts';
import { visibleContext } from '../../../../functions/core/receive/visible-context.ts';
import { buildSource } from '../../../support/build-source.ts';

const shown = (
  verify: VerificationInput,
  headers: Record<string, string>,
  query: Record<string, string> = {},
) => visibleContext({ headers, query }, buildSource({ verify }));

describe('G10: what proves the sender is seen by no expression and kept in no message', () => {
  test('signatures, under each of their names', () => {
    const verify: VerificationInput = {
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      header: ['X-Signature', 'X-Sig'],
    };

    expect(shown(verify, { 'x-signature': 's', 'x-sig': 's', 'x-id': '1' })).toEqual({
      headers: { 'x-id': '1' },
      query: {},
    });
  });

  test('secrets in headers and in the URL', () => {
    const inHeader: VerificationInput = {
      kind: 'sharedSecret',
      in: 'header',
      name: 'X-Token',
    };
    const inQuery: VerificationInput = {
      kind: 'sharedSecret',
      in: 'query',
      name: 'token',
    };

    expect(shown(inHeader, { 'x-token': 's', 'x-id': '1' }, { token: 'shown' })).toEqual({
      headers: { 'x-id': '1' },
      query: { token: 'shown' },
    });
    expect(
      shown(inQuery, { token: 'shown' }, { token: 's', Token: 's', utm: '1' }),
    ).toEqual({
      headers: { token: 'shown' },
      query: { utm: '1' },
    });
  });

  test('credentials and what the transport added', () => {
    const headers = {
      authorization: 'a',
      cookie: 'c',
      host: 'h',
      'x-forwarded-for': 'f',
      'x-amzn-trace-id': 't',
      via: 'v',
      'user-agent': 'u',
    };

    expect(shown({ kind: 'sharedSecret', in: 'basic' }, headers).headers).toEqual({
      'user-agent': 'u',
    });
  });
});
