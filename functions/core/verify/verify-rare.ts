import type { BodySettings } from '../config/body-schema.ts';
import type { AsymmetricVerification, MacVerification } from '../config/verify-schema.ts';
import { needsFields, type ReadBody, rarePartsOf } from './rare-parts.ts';
import type { RawRequest } from './signature.ts';
import {
  type Keys,
  type NeedsBody,
  type Refused,
  refused,
  type Verified,
} from './verdict.ts';
import { verifyAsymmetric } from './verify-asymmetric.ts';
import { verifyMac } from './verify-mac.ts';
import { hasRareParts } from './verify-request.ts';

/**
 * Verifies the signatures that few sources have: with public keys, over more than headers, the URL
 * and the body as it came, or beside the headers. Fails closed as `verifyRequest`. `now` is in ms
 * since 1970.
 * @param read the body, once it is parsed; without it, `needs-body` where fields of it count
 */
export function verifyRare(
  request: RawRequest,
  verify: MacVerification | AsymmetricVerification,
  settings: BodySettings,
  keys: Keys | undefined,
  now: number,
  read?: ReadBody,
): Verified | Refused | NeedsBody {
  if (read === undefined && needsFields(verify)) return { kind: 'needs-body' };
  const rare = hasRareParts(verify)
    ? rarePartsOf(verify, settings, request, read)
    : undefined;
  if (verify.kind === 'asymmetric')
    return verifyAsymmetric(request, verify, keys, now, rare);
  if (keys === undefined || keys.current === '') return refused('no-key');
  return verifyMac(request, verify, keys, now, rare);
}
