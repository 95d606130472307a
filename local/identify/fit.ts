import type { Source } from '../../functions/core/config/source-schema.ts';
import type { Verification } from '../../functions/core/config/verify-schema.ts';
import { Rejection } from '../../functions/core/errors.ts';
import { readRequest } from '../../functions/core/receive/read-request.ts';
import { openBody } from '../../functions/core/verify/prove-sender.ts';
import type { RawRequest } from '../../functions/core/verify/signature.ts';
import { parseJsonBody } from '../../functions/edges/parse-json-body.ts';
import type { Attempt, Difference, NamedKey } from './attempt.ts';
import { blockDifferences } from './block-differences.ts';
import { shownUrl } from './changes/url-changes.ts';
import type { KnownScheme } from './known-schemes.ts';
import type { Question } from './question.ts';
import type { Found } from './search.ts';
import { timeDifference } from './time-difference.ts';

/** What a request was signed by. */
export interface Fit {
  /** `undefined` for a scheme that is not known by a name. */
  scheme: KnownScheme | undefined;
  /** Then the nearest of those whose proof stands at the same place, and what is not as there. */
  like: { scheme: KnownScheme; differences: Difference[] } | undefined;
  /** As a source would say it. */
  verify: Verification;
  /** What the key is called. */
  key: string;
  /** What was signed for, where a URL is signed. */
  url: string | undefined;
  /** From what the configuration says; empty where nothing differs. */
  differences: Difference[];
}

/** What verified, said as a source would, with what differs from the configuration. */
export async function fitOf(
  { attempt, by }: Found,
  { own, ownKeys, receivedAt }: Question,
  source: Source,
  { schemes, present }: Record<'schemes' | 'present', readonly KnownScheme[]>,
): Promise<Fit> {
  const { raw } = attempt;
  const verify = own === undefined ? attempt.verify : likeOwn(attempt.verify, own.verify);
  const late =
    receivedAt === undefined
      ? undefined
      : await timeDifference({ ...attempt, verify }, source, receivedAt);
  const differences = [
    ...(own === undefined ? [] : blockDifferences(own.verify, verify, raw)),
    ...keyDifference(attempt, own, ownKeys),
    ...attempt.differences,
    ...(late === undefined ? [] : [late]),
  ];
  const isProved = own !== undefined && differences.length === 0;
  const unmet = isProved ? await requireDifference(own, raw, ownKeys) : [];
  const signsUrl = 'signedContent' in verify && verify.signedContent.includes('{url}');
  const scheme = nearest(schemes, attempt);
  const isKnown = scheme?.differences.every(({ kind }) => kind === 'keyEncoding') === true;
  const preset = scheme?.differences.length === 0 ? scheme.scheme.preset : undefined;
  return {
    scheme: isKnown && scheme ? { ...scheme.scheme, preset } : undefined,
    like: isKnown ? undefined : nearest(present, attempt),
    verify,
    key: by === 'public' ? 'a public key of the sender' : (attempt.key?.title ?? 'no key'),
    url: signsUrl ? shownUrl(raw.url) : undefined,
    differences: [...differences, ...unmet],
  };
}

function keyDifference(
  { key, verify }: Attempt,
  own: Source | undefined,
  ownKeys: readonly NamedKey[],
): Difference[] {
  const isPublic = 'publicKeys' in verify && verify.publicKeys !== undefined;
  if (own === undefined || key === undefined || isPublic) return [];
  if (ownKeys.some((one) => one.key === key.key)) return [];
  const text = `it is signed with ${key.title}, which is not the key of this source`;
  return [{ kind: 'key', text }];
}

function nearest(schemes: readonly KnownScheme[], { verify, raw }: Attempt): Fit['like'] {
  const [first] = schemes
    .map((scheme) => ({
      scheme,
      differences: blockDifferences(scheme.verify, verify, raw),
    }))
    .sort((one, other) => one.differences.length - other.differences.length);
  return first?.differences.some(({ kind }) => kind === 'scheme' || kind === 'place')
    ? undefined
    : first;
}

/** What verified, with what of the configuration is about something else. */
function likeOwn(right: Verification, own: Verification): Verification {
  if (right.kind === 'none' || own.kind === 'none') return right;
  const kept = { ...right, key: own.key, require: own.require };
  if (!('timestamp' in kept) || !('timestamp' in own)) return kept;
  const { timestamp } = kept;
  if (timestamp === undefined || own.timestamp === undefined) return kept;
  const { toleranceSeconds } = own.timestamp;
  return { ...kept, timestamp: { ...timestamp, toleranceSeconds } };
}

/** Whether the further condition of a source refuses what verifies. */
async function requireDifference(
  own: Source,
  raw: RawRequest,
  [key]: readonly NamedKey[],
): Promise<Difference[]> {
  const keys = { get: async () => ({}), reread: async () => ({}) };
  const verified = { kind: 'verified' as const, by: 'current' as const };
  if (own.verify.kind === 'none' || own.verify.require === undefined || key === undefined)
    return [];
  try {
    const request = { source: own, raw, requestId: '', receivedAt: 0 };
    const read = await readRequest(own, raw, 0, parseJsonBody);
    await openBody(request, verified, read, keys, () => 0);
    return [];
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return error.error === 'requirement-not-met'
      ? [
          {
            kind: 'require',
            text: 'it is verified, and the condition in require is not true',
          },
        ]
      : [];
  }
}
