import type { BodySettings } from '../../config/body-schema.ts';
import type {
  SharedSecretVerification,
  Verification,
} from '../../config/verify-schema.ts';
import type { RawRequest } from '../signature.ts';
import { signMac } from './sign-mac.ts';
import { signToken } from './sign-token.ts';
import type { Signed } from './signed.ts';

/** Whether nobody can sign for this sender who has only what its receiver has: a public key. */
export function isSignedBySenderAlone(verification: Verification): boolean {
  if (verification.kind === 'asymmetric') return true;
  if (verification.kind !== 'jwt') return false;
  return (
    !verification.algorithms.includes('HS256') || verification.publicKeys !== undefined
  );
}

/**
 * Signs a request as its sender would: for the command line and the local run. `now` is in ms since
 * 1970. Headers that the signed content names and the request lacks are made up from the body, so
 * that a repetition signs the same id.
 * @param settings how the body is written, where fields of it are signed
 * @throws if the key is not written as the source says, and for what the sender alone can sign
 */
export function signRequest(
  request: RawRequest,
  verification: Verification,
  key: string,
  now: number,
  settings: BodySettings = { body: 'json' },
): Signed {
  if (isSignedBySenderAlone(verification))
    throw new Error('only the sender can sign: what is stored here is a public key.');
  switch (verification.kind) {
    case 'none':
    case 'asymmetric':
      return { headers: {}, query: {}, inBody: [] };
    case 'sharedSecret':
      return repeatSecret(verification, key);
    case 'jwt':
      return signToken(request, verification, key, now);
    case 'mac':
      return signMac(request, verification, { key, now, settings });
  }
}

function repeatSecret(
  { in: where, name = '', prefix = '', user = 'bridgehook' }: SharedSecretVerification,
  key: string,
): Signed {
  const signed = { headers: {}, query: {}, inBody: [] };
  if (where === 'header')
    return { ...signed, headers: { [name.toLowerCase()]: prefix + key } };
  if (where === 'query') return { ...signed, query: { [name]: key } };
  if (where === 'body') return { ...signed, inBody: [{ path: name, value: key }] };
  const authorization = `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}`;
  return { ...signed, headers: { authorization } };
}
