import type { PublicKey } from '../../config/signature-schema.ts';
import type { Keys, Verified } from '../verdict.ts';

/** A key that may have signed, and what it is called in the log. */
export interface CandidateKey {
  key: PublicKey;
  by: Verified['by'];
}

/** The public keys that the configuration holds, else those of the secret. */
export function candidateKeys(
  publicKeys: PublicKey[] | undefined,
  keys: Keys | undefined,
): CandidateKey[] {
  if (publicKeys !== undefined) return publicKeys.map((key) => ({ key, by: 'public' }));
  if (keys === undefined || keys.current === '') return [];
  const { current, previous } = keys;
  const candidates: CandidateKey[] = [{ key: current, by: 'current' }];
  return previous === undefined
    ? candidates
    : [...candidates, { key: previous, by: 'previous' }];
}
