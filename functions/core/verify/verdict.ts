/** A key and the one before it; both are accepted so that a rotation loses no request. */
export interface Keys {
  current: string;
  previous?: string | undefined;
}

export type Refusal =
  | 'no-key'
  | 'missing-signature'
  | 'wrong-signature'
  | 'missing-timestamp'
  | 'stale-timestamp'
  | 'requirement-not-met';

export interface Verified {
  kind: 'verified';
  /**
   * The key that matched: one of the secret, or one that the configuration holds; `nothing` for a
   * source that verifies nothing.
   */
  by: keyof Keys | 'public' | 'nothing';
}

export interface Refused {
  kind: 'refused';
  because: Refusal;
}

/** The proof stands in the body, or is over its fields. Nothing is proved until it is parsed. */
export interface NeedsBody {
  kind: 'needs-body';
}

/** Verified by code that few sources load: public keys, tokens, rare places. Nothing is proved. */
export interface NeedsCode {
  kind: 'needs-code';
}

/** Who sent this? */
export type Verdict = Verified | Refused | NeedsBody | NeedsCode;

/** A refusal for a reason. */
export function refused(because: Refusal): Refused {
  return { kind: 'refused', because };
}

/** Whether one of the keys matches, and which. */
export function matchKeys(
  keys: Keys,
  matches: (key: string, by: keyof Keys) => boolean,
): Verified | Refused {
  if (matches(keys.current, 'current')) return { kind: 'verified', by: 'current' };
  if (keys.previous !== undefined && matches(keys.previous, 'previous'))
    return { kind: 'verified', by: 'previous' };
  return refused('wrong-signature');
}
