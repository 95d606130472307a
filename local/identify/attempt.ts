import type { Source } from '../../functions/core/config/source-schema.ts';
import type { Verification } from '../../functions/core/config/verify-schema.ts';
import { Rejection } from '../../functions/core/errors.ts';
import { readRequest } from '../../functions/core/receive/read-request.ts';
import { verifyApart, verifyRaw } from '../../functions/core/verify/prove-sender.ts';
import type { RawRequest } from '../../functions/core/verify/signature.ts';
import type { Refused, Verified } from '../../functions/core/verify/verdict.ts';
import { parseJsonBody } from '../../functions/edges/parse-json-body.ts';

/** A key, and what to call it: never by its value. */
export interface NamedKey {
  title: string;
  key: string;
}

/** What is not as the configuration says, in a sentence without values of the request. */
export interface Difference {
  kind: DifferenceKind;
  text: string;
}

export type DifferenceKind =
  | 'scheme'
  | 'place'
  | 'format'
  | 'encoding'
  | 'algorithm'
  | 'content'
  | 'timestamp'
  | 'keyEncoding'
  | 'publicKeys'
  | 'claims'
  | 'key'
  | 'url'
  | 'body'
  | 'time'
  | 'require';

/** One reading of a request: how it could have been signed, with which key, over what. */
export interface Attempt {
  verify: Verification;
  /** `undefined` where the public keys of `verify` are meant. */
  key: NamedKey | undefined;
  raw: RawRequest;
  /** What of the request is not as it came. */
  differences: Difference[];
}

/** 1950 to 2100: a time outside is none, or is in another unit. */
const anyTime = { now: Date.UTC(2025, 0, 1), toleranceSeconds: 75 * 365 * 86_400 };

/**
 * Verifies a reading of a request as the deployed function would, whenever it was signed.
 * @param source how its body is written
 */
export function tryAttempt(attempt: Attempt, source: Source): Promise<Verified | Refused> {
  const { now, toleranceSeconds } = anyTime;
  return verifyAt(attempt, source, now, toleranceSeconds);
}

/** The same at a time (ms since 1970), with another tolerance than its own if one is given. */
export async function verifyAt(
  { verify, key, raw }: Attempt,
  source: Source,
  now: number,
  toleranceSeconds?: number,
): Promise<Verified | Refused> {
  const patient =
    toleranceSeconds === undefined ? verify : withTolerance(verify, toleranceSeconds);
  const trial = { ...source, verify: patient };
  const keys = key && { current: key.key };
  try {
    const verdict = await verifyRaw(trial, raw, keys, now);
    if (verdict.kind !== 'needs-body') return verdict;
    const read = await readRequest(trial, raw, now, parseJsonBody);
    const second = await verifyApart(trial, raw, keys, now, read);
    return second.kind === 'needs-body' ? unreadable : second;
  } catch (error) {
    if (error instanceof Rejection) return unreadable;
    throw error;
  }
}

/** A body that cannot be read holds no proof. */
const unreadable: Refused = { kind: 'refused', because: 'missing-signature' };

function withTolerance(verify: Verification, toleranceSeconds: number): Verification {
  if (verify.kind === 'jwt') return { ...verify, toleranceSeconds };
  if (verify.kind !== 'mac' && verify.kind !== 'asymmetric') return verify;
  const { timestamp } = verify;
  return timestamp === undefined
    ? verify
    : { ...verify, timestamp: { ...timestamp, toleranceSeconds } };
}

/** One thing that could be otherwise. `undefined` where it would change nothing. */
export interface Change {
  axis: Axis;
  apply(attempt: Attempt): Attempt | undefined;
}

/** In the order in which several changes are applied: the later ask what the earlier made. */
export const axes = [
  'place',
  'algorithm',
  'timestamp',
  'content',
  'keyForm',
  'claims',
  'key',
  'url',
  'body',
] as const;
export type Axis = (typeof axes)[number];

/** The difference of two values, if they differ, in the words of `say`. */
export function differs<T>(
  kind: Difference['kind'],
  own: T,
  right: T,
  say: (pair: [T, T]) => string,
): Difference[] {
  return own === right ? [] : [{ kind, text: say([own, right]) }];
}
