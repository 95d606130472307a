import type { Source } from '../config/source-schema.ts';
import type { MacVerification, SharedSecretVerification } from '../config/verify-schema.ts';
import { unknownPlaceholders } from '../receive/signature.ts';
import { parseSplitPath } from '../split-request.ts';
import type { SourceProblem } from './source-problem.ts';

/**
 * What is wrong with a verification that the schema lets pass: it would refuse everyone, or believe
 * too many.
 */
export function checkVerification({ verify }: Source): SourceProblem[] {
  if (verify.kind === 'none') return [];
  return verify.kind === 'sharedSecret' ? checkSharedSecret(verify) : checkMac(verify);
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

function checkMac(verify: MacVerification): SourceProblem[] {
  return [
    ...checkPlaceholders(verify),
    ...checkSigningTime(verify),
    ...checkSignedContent(verify),
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

function checkSignedContent({ algorithm, signedContent }: MacVerification): SourceProblem[] {
  const path = ['verify', 'signedContent'];
  const problems: SourceProblem[] = [];
  if (algorithm === 'sha256' && !signedContent.includes('{secret}'))
    problems.push({
      path,
      what: 'is hashed without a key, so anyone could sign',
      cure: 'put {secret} where the sender hashes it, or write algorithm: hmac-sha256',
    });
  if (!signedContent.includes('{body}'))
    problems.push({
      path,
      what: 'leaves the body out, so anyone could change it',
      cure: 'put {body} where the sender signs it',
    });
  return problems;
}
