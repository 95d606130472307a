import { expect, test } from 'vitest';
import { proofPlace } from '../../../../functions/core/verify/proof-place.ts';
import { buildSource, type SourceInput } from '../../../support/build-source.ts';

const mac = { kind: 'mac', algorithm: 'hmac-sha256', encoding: 'hex' } as const;
const secret = { kind: 'sharedSecret' } as const;

test.each<[SourceInput['verify'], string]>([
  [{ ...mac, header: 'X-Signature' }, 'header x-signature'],
  [{ ...mac, header: ['x-new', 'x-old'] }, 'header x-new or x-old'],
  [
    { ...mac, header: 'x-sig', timestamp: { header: 'x-time', unit: 's' } },
    'header x-sig and header x-time',
  ],
  [{ ...mac, header: 'x-sig', timestamp: { pair: 't', unit: 's' } }, 'header x-sig'],
  [{ ...secret, in: 'header', name: 'X-Token' }, 'header x-token'],
  [{ ...secret, in: 'query', name: 'apiKey' }, 'query parameter apiKey'],
  [{ ...secret, in: 'body', name: 'auth.key' }, 'field auth.key of the body'],
  [{ ...secret, in: 'basic' }, 'the password in header authorization'],
  [{ ...mac, query: 'sig' }, 'query parameter sig'],
  [
    { ...mac, field: 's.sig', timestamp: { field: 's.at', unit: 's' } },
    'field s.sig of the body and field s.at of the body',
  ],
  [{ kind: 'jwt', algorithms: ['HS256'], in: 'header', name: 'X-Jwt' }, 'header x-jwt'],
  [{ kind: 'jwt', algorithms: ['HS256'], in: 'body' }, 'the body, as a token'],
  [{ kind: 'none', because: 'a test of just that' }, 'nothing'],
])('where %j has its proof is: %s', (verify, place) => {
  expect(proofPlace(buildSource({ verify }).verify)).toBe(place);
});
