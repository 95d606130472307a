import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkVerification } from '../../../../functions/core/check/verification/check-verification.ts';
import { noteWeakProof } from '../../../../functions/core/check/verification/note-weak-proof.ts';
import type { VerificationInput } from '../../../../functions/core/config/verify-schema.ts';
import { buildSource } from '../../../support/build-source.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ed25519 = generateKeyPairSync('ed25519');
const pemOf = ({ publicKey }: typeof rsa) =>
  String(publicKey.export({ format: 'pem', type: 'spki' }));
const raw = String(ed25519.publicKey.export({ format: 'jwk' }).x);
const rsaPrivateJwk = { kty: 'RSA', ...rsa.privateKey.export({ format: 'jwk' }) };

const mac = { kind: 'mac', algorithm: 'hmac-sha256', encoding: 'hex' } as const;
const key = {
  kind: 'asymmetric',
  algorithm: 'ed25519',
  encoding: 'hex',
  header: 'X-Sig',
} as const;
const rsaKey = { ...key, algorithm: 'rsa-sha256' } as const;
type Jwt = Extract<VerificationInput, { kind: 'jwt' }>;
const jwt: Omit<Jwt, 'in'> = { kind: 'jwt', algorithms: ['HS256'], audience: 'us' };
const inHeader: Jwt = { ...jwt, in: 'header', name: 'Authorization' };

const told = (problems: ReturnType<typeof checkVerification>) =>
  problems.map(({ path, what, cure }) => `${path.join('.')}: ${what} → ${cure}`);

describe('G11: what would refuse everyone or believe too many', () => {
  test.each<[string, VerificationInput, string]>([
    ['no place for the signature', mac, 'verify: does not say where the signature stands'],
    [
      'two places for it',
      { ...mac, header: 'X-Sig', query: 'sig' },
      'verify: says in several places the signature stands',
    ],
    [
      'a signature over the field it stands in',
      { ...mac, field: 'sig' },
      'verify.signedContent: holds the field with the signature itself',
    ],
    [
      'a signature over the parameter it stands in',
      { ...mac, query: 'sig', signedContent: '{url}{body}' },
      'verify.signedContent: holds the parameter with the signature itself',
    ],
    [
      'a field that is no path',
      { ...mac, field: 'a[0]', signedContent: '{field:b}' },
      'verify.field: is not a plain path',
    ],
    [
      'a placeholder with a path that is none',
      { ...mac, header: 'X-Sig', signedContent: '{body}{field:a[0]}' },
      'verify.signedContent: {field:a[0]} does not exist',
    ],
    [
      'nothing of the body',
      { ...mac, header: 'X-Sig', signedContent: '{method}{query:a}' },
      'verify.signedContent: leaves the body out, so anyone could change it',
    ],
    [
      'the fields of a form where there is none',
      { ...mac, header: 'X-Sig', signedContent: '{sortedFields}' },
      'verify.signedContent: {sortedFields} are those of a form',
    ],
    [
      'a time in a field that is not signed',
      {
        ...mac,
        header: 'X-Sig',
        signedContent: '{field:a}',
        timestamp: { field: 'sentAt', unit: 's' },
      },
      'verify.signedContent: leaves out the time',
    ],
    [
      'a secret in what a private key signs',
      { ...key, publicKeys: [raw], signedContent: '{secret}{body}' },
      'verify.signedContent: has a {secret}, but the sender signs with a private key',
    ],
    [
      'a public key that is none',
      { ...key, publicKeys: [raw, 'copied badly'] },
      'verify.publicKeys.1: cannot be read as a public key for ed25519',
    ],
    [
      'a public key of another kind',
      { ...key, publicKeys: [pemOf(rsa)] },
      'verify.publicKeys.0: cannot be read as a public key for ed25519',
    ],
    [
      'a short RSA key',
      { ...rsaKey, publicKeys: [pemOf(small)] },
      'verify.publicKeys.0: cannot be read as a public key for rsa-sha256',
    ],
    [
      'a private key',
      { ...rsaKey, publicKeys: [rsaPrivateJwk] },
      'verify.publicKeys.0: cannot be read as a public key for rsa-sha256',
    ],
    [
      'a token whose header is not named',
      { ...jwt, in: 'header' },
      'verify: says in: header, but not which',
    ],
    [
      'a secret and a public key under one name',
      { ...inHeader, algorithms: ['HS256', 'RS256'] },
      'verify.algorithms: takes one key for a secret and for a public one',
    ],
    [
      'public keys for a secret',
      { ...inHeader, publicKeys: [pemOf(rsa)] },
      'verify.publicKeys: are no keys for HS256',
    ],
    [
      'the hash of a body that holds it',
      { ...jwt, in: 'body', bodyHashClaim: 'hash' },
      'verify.bodyHashClaim: cannot be the hash of what it stands in',
    ],
    [
      'a user in a header',
      { kind: 'sharedSecret', in: 'header', name: 'X-Key', user: 'ada' },
      'verify.user: counts for in: basic alone',
    ],
  ])('%s', (_, verify, problem) => {
    const problems = told(checkVerification(buildSource({ verify })));

    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems[0]).toMatch(/ → .{6}/);
  });

  test.each<[string, VerificationInput]>([
    ['a raw key', { ...key, publicKeys: [raw] }],
    [
      'a key in PEM with blanks for line breaks',
      { ...rsaKey, publicKeys: [pemOf(rsa).replaceAll('\n', ' ')] },
    ],
    ['a key in the secret', key],
    ['a token as the whole body', { ...jwt, in: 'body' }],
    ['a signature in a list', { ...mac, field: 'a.0.b', signedContent: '{field:a.0.c|}' }],
    [
      'a time that is signed as a part of the body',
      { ...mac, header: 'X-Sig', timestamp: { field: 'sentAt', unit: 'iso8601' } },
    ],
  ])('%s is let pass', (_, verify) => {
    expect(checkVerification(buildSource({ verify }))).toEqual([]);
  });
});

describe('what a proof leaves open is noted', () => {
  test.each<[string, VerificationInput, number]>([
    ['fields alone', { ...mac, header: 'X-Sig', signedContent: '{field:a}' }, 1],
    ['the body', { ...mac, header: 'X-Sig' }, 0],
    [
      'a token for everybody that says nothing of the body',
      { ...inHeader, audience: undefined },
      2,
    ],
    [
      'a token for us with the hash of the body',
      { ...inHeader, bodyHashClaim: 'hash' },
      0,
    ],
    ['a token that is the body', { ...jwt, in: 'body' }, 0],
  ])('%s', (_, verify, count) => {
    expect(told(noteWeakProof(buildSource({ verify })))).toHaveLength(count);
  });
});
