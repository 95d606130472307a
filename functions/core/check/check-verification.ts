import type { Source } from '../config/source-schema.ts';
import type {
  MacVerification,
  SharedSecretVerification,
  Verification,
} from '../config/verify-schema.ts';
import { contentOnlySeconds } from '../deliver/recall-events.ts';
import { parseSplitPath } from '../split-request.ts';
import { unknownPlaceholders } from '../verify/signature.ts';
import type { SourceProblem } from './source-problem.ts';

/**
 * What is wrong with a verification that the schema lets pass: it would refuse everyone, or believe
 * too many.
 */
export function checkVerification({ verify, body }: Source): SourceProblem[] {
  if (verify.kind === 'none') return [];
  return verify.kind === 'sharedSecret' ? checkSharedSecret(verify) : checkMac(verify, body);
}

function checkSharedSecret(verify: SharedSecretVerification): SourceProblem[] {
  if (verify.in === 'body' && verify.name !== undefined && !isPlainPath(verify.name)) {
    return [
      {
        path: ['verify', 'name'],
        what: 'is not a plain path',
        cure: 'write names with dots between them, such as data.token',
      },
    ];
  }
  if (verify.in === 'basic' || verify.name !== undefined) return [];
  const place = verify.in === 'body' ? 'field in the body' : verify.in;
  return [
    {
      path: ['verify'],
      what: `says in: ${verify.in}, but not which`,
      cure: `add name: with the name of the ${place}`,
    },
  ];
}

function isPlainPath(text: string): boolean {
  return text !== '$' && parseSplitPath(text) !== undefined;
}

function checkMac(verify: MacVerification, body: Source['body']): SourceProblem[] {
  return [
    ...checkPlaceholders(verify),
    ...checkSigningTime(verify),
    ...checkSignedContent(verify, body),
  ];
}

function checkPlaceholders({ signedContent }: MacVerification): SourceProblem[] {
  return unknownPlaceholders(signedContent).map((name) => ({
    path: ['verify', 'signedContent'],
    what: `{${name}} does not exist`,
    cure: 'write {body}, {timestamp}, {method}, {url}, {secret} or {header:NAME}',
  }));
}

function checkSigningTime({
  timestamp,
  signedContent,
  format,
}: MacVerification): SourceProblem[] {
  const isSigned = signedContent.includes('{timestamp}');
  if (timestamp === undefined) {
    if (!isSigned) return [];
    return [
      {
        path: ['verify', 'signedContent'],
        what: 'signs a {timestamp}, but nothing says where it stands',
        cure: 'add timestamp: with header: or pair:, and unit:',
      },
    ];
  }
  const problems: SourceProblem[] = [];
  const isInPair = timestamp.pair !== undefined && format.kind === 'pairs';
  if (timestamp.header === undefined && !isInPair)
    problems.push({
      path: ['verify', 'timestamp'],
      what: 'does not say where the time stands',
      cure: 'add header: (or pair:, where format is pairs)',
    });
  if (!isSigned)
    problems.push({
      path: ['verify', 'signedContent'],
      what: 'leaves out the time, so anyone could send an old request again with a new time',
      cure: 'put {timestamp} where the sender signs it, or remove timestamp:',
    });
  return problems;
}

function checkSignedContent(
  { algorithm, signedContent }: MacVerification,
  body: Source['body'],
): SourceProblem[] {
  const path = ['verify', 'signedContent'];
  const problems: SourceProblem[] = [];
  if (algorithm === 'sha256' && !signedContent.includes('{secret}'))
    problems.push({
      path,
      what: 'is hashed without a key, so anyone could sign',
      cure: 'put {secret} where the sender hashes it, or write algorithm: hmac-sha256',
    });
  const event = body === 'query' ? 'url' : 'body';
  if (!signedContent.includes(`{${event}}`))
    problems.push({
      path,
      what: `leaves the ${event} out, so anyone could change it`,
      cure: `put {${event}} where the sender signs it`,
    });
  return problems;
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
  if (verify.kind !== 'mac' || verify.timestamp === undefined) return false;
  return verify.timestamp.toleranceSeconds <= contentOnlySeconds;
}

/** Whether an expression gives the same for the same request, and nobody can change what. */
function isFixed(expression: string, verify: Verification): boolean {
  if (/\$(receivedAt|now|millis)\b/.test(expression)) return false;
  const signed = verify.kind === 'mac' ? verify.signedContent : '{body}';
  if (/\$query\b/.test(expression) && !signed.includes('{url}')) return false;
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
