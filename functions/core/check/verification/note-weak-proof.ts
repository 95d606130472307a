import type { Source } from '../../config/source-schema.ts';
import type { JwtVerification, Verification } from '../../config/verify-schema.ts';
import { contentOnlySeconds } from '../../deliver/recall-events.ts';
import type { SourceProblem } from '../source-problem.ts';
import { isBodySigned } from './check-signature.ts';
import { problem } from './verify-problem.ts';

/** Says what a proof leaves open: it is no mistake where the sender has nothing better. */
export function noteWeakProof({ verify }: Source): SourceProblem[] {
  if (verify.kind === 'jwt') return noteWeakToken(verify);
  if (verify.kind !== 'mac' && verify.kind !== 'asymmetric') return [];
  const { signedContent } = verify;
  if (isBodySigned(signedContent) || signedContent.includes('{sortedFields}')) return [];
  const what =
    'proves the fields it names and no other: who captures a request can change those';
  const cure =
    'map fields that are signed, or use a signature over the whole body if the sender has one';
  return [problem(['signedContent'], what, cure)];
}

function noteWeakToken({
  in: place,
  issuer,
  audience,
  bodyHashClaim,
}: JwtVerification): SourceProblem[] {
  const notes: SourceProblem[] = [];
  if (issuer === undefined && audience === undefined) {
    const what = 'takes every token of this key, also one that was made for somebody else';
    const cure =
      'add audience: (or issuer:) with what the sender writes into aud (or iss)';
    notes.push(problem([], what, cure));
  }
  if (place !== 'body' && bodyHashClaim === undefined) {
    const what =
      'proves nothing of the body: who captures a token can send another one until it ends';
    const cure = 'add bodyHashClaim: if the token has the SHA-256 of the body';
    notes.push(problem([], what, cure));
  }
  return notes;
}

/**
 * Says when a request of a source can be sent again by a stranger who has captured it, and counts
 * as new: nothing proves when it was signed, and its events are forgotten after ten minutes, or
 * have an id or a time that the stranger can change.
 */
export function noteReplays(source: Source): SourceProblem[] {
  const { verify, events } = source;
  if (verify.kind === 'none' || isFresh(verify)) return [];
  const ids = events.id ?? [];
  const isIdSigned = ids.length > 0 && ids.every((id) => isFixed(id, verify));
  const isTimeSigned = events.time !== undefined && isFixed(events.time, verify);
  const isAnyChangeable = !ids.every((id) => isFixed(id, verify));
  if (isIdSigned || (isTimeSigned && !isAnyChangeable)) return [];
  return [
    {
      path: ids.length > 0 ? ['events', 'id'] : ['verify'],
      what:
        'lets a captured request be sent again after ten minutes: it counts as new, and its ' +
        'values as the newest',
      cure:
        'add verify.timestamp if the sender signs a time, or events.id or events.time, of ' +
        'what is signed; if the sender has none of them, this is what it can prove',
    },
  ];
}

/** Whether a request is refused before its events can be forgotten. */
function isFresh(verify: Verification): boolean {
  if (verify.kind === 'jwt')
    return (verify.maxAgeSeconds ?? Number.POSITIVE_INFINITY) <= contentOnlySeconds;
  if (!('signedContent' in verify) || verify.timestamp === undefined) return false;
  return verify.timestamp.toleranceSeconds <= contentOnlySeconds;
}

/** Whether an expression gives the same for the same request, and nobody can change what. */
function isFixed(expression: string, verify: Verification): boolean {
  if (/\$(receivedAt|now|millis)\b/.test(expression)) return false;
  const signed = 'signedContent' in verify ? verify.signedContent : '{body}';
  if (/\$query\b/.test(expression) && !/\{(url|query)\}/.test(signed)) return false;
  return headersIn(expression).every((name) => isSignedHeader(name, signed));
}

/** The headers an expression reads, in lower case; an empty name where that cannot be seen. */
function headersIn(expression: string): string[] {
  return [
    ...expression.matchAll(/\$headers\b(?:\s*\.\s*(?:`([^`]+)`|([A-Za-z_]\w*)))?/g),
  ].map(([, quoted, plain]) => (quoted ?? plain ?? '').toLowerCase());
}

function isSignedHeader(name: string, signedContent: string): boolean {
  return [...signedContent.matchAll(/\{header:([^}]+)\}/g)].some(([, names = '']) =>
    names.toLowerCase().split('|').includes(name),
  );
}
