import type { Source } from '../../functions/core/config/source-schema.ts';
import { proofPlace } from '../../functions/core/verify/proof-place.ts';
import type { RawRequest } from '../../functions/core/verify/signature.ts';
import { type Difference, tryAttempt } from './attempt.ts';
import { blockDifferences } from './block-differences.ts';
import { writtenSo } from './changes/block-changes.ts';
import type { FoundSignature, Proofs } from './read-proofs.ts';

/** Nothing that stands before a signature is shown unless it is known to be no secret. */
const harmless = /^((sha\d+|v\d+[a-z]?|hmac(-?sha\d+)?|t|s|h|sig|signature)[=:,]?)?$/i;

/** What a request shows of its proof, where no key fits: names and forms, no values. */
export async function hintsFor(
  { verify }: Source,
  raw: RawRequest,
  { signatures }: Proofs,
  source: Source,
): Promise<Difference[]> {
  const key = { title: 'no key', key: 'no key' };
  const verdict = await tryAttempt({ verify, key, raw, differences: [] }, source);
  if (verdict.kind === 'verified') return [];
  const missing = `there is no proof where the block expects it: ${proofPlace(verify)}`;
  if (verify.kind !== 'mac' && verify.kind !== 'asymmetric')
    return verdict.because === 'missing-signature'
      ? [{ kind: 'place', text: missing }]
      : [];
  if (verdict.because === 'missing-timestamp')
    return [
      {
        kind: 'timestamp',
        text: 'the time of signing is missing, or not in the unit said',
      },
    ];
  const [looks] = signatures
    .filter(isHarmless)
    .map((found) => blockDifferences(verify, { ...verify, ...writtenSo(found) }, raw))
    .sort((one, other) => one.length - other.length);
  if (verdict.because !== 'missing-signature') return looks ?? [];
  return looks === undefined || looks.length === 0
    ? [{ kind: 'place', text: missing }]
    : looks;
}

function isHarmless({ format }: FoundSignature): boolean {
  return harmless.test(format.kind === 'pairs' ? format.signature : (format.prefix ?? ''));
}
