import type { Source } from '../../config/source-schema.ts';
import type {
  JwtVerification,
  SharedSecretVerification,
} from '../../config/verify-schema.ts';
import { parsePlainPath } from '../../split-request.ts';
import { publicAlgorithms } from '../../verify/keys/public-key.ts';
import { isWholeToken } from '../../verify/proof-place.ts';
import type { SourceProblem } from '../source-problem.ts';
import { checkPublicKeys } from './check-public-keys.ts';
import { checkSignature } from './check-signature.ts';
import { problem } from './verify-problem.ts';

/**
 * What is wrong with a verification that the schema lets pass: it would refuse everyone, or believe
 * too many.
 */
export function checkVerification({ verify, body }: Source): SourceProblem[] {
  switch (verify.kind) {
    case 'none':
      return [];
    case 'sharedSecret':
      return checkPlace(verify);
    case 'jwt':
      return checkJwt(verify);
    case 'mac':
    case 'asymmetric':
      return checkSignature(verify, body);
  }
}

function checkPlace(verify: SharedSecretVerification | JwtVerification): SourceProblem[] {
  const { in: place, name, kind } = verify;
  if (place === 'body' && name !== undefined && !isPlainPath(name)) {
    const cure = 'write names with dots between them, such as data.token';
    return [problem(['name'], 'is not a plain path', cure)];
  }
  const user = kind === 'sharedSecret' && place !== 'basic' ? verify.user : undefined;
  if (user !== undefined)
    return [
      problem(['user'], 'counts for in: basic alone', 'remove it, or write in: basic'),
    ];
  if (place === 'basic' || name !== undefined || isWholeToken(verify)) return [];
  const where = place === 'body' ? 'field in the body' : place;
  const cure = `add name: with the name of the ${where}`;
  return [problem([], `says in: ${place}, but not which`, cure)];
}

function isPlainPath(text: string): boolean {
  return parsePlainPath(text) !== undefined;
}

function checkJwt(verify: JwtVerification): SourceProblem[] {
  const { algorithms, in: place, publicKeys, bodyHashClaim } = verify;
  const isShared = algorithms.includes('HS256');
  const publicOnes = algorithms.filter((each) => each !== 'HS256');
  const problems = checkPlace(verify);
  if (isShared && publicOnes.length > 0) {
    const what =
      'takes one key for a secret and for a public one, so anyone could sign with the latter';
    const cure = `write HS256 alone, or ${publicOnes.join(', ')} alone`;
    problems.push(problem(['algorithms'], what, cure));
  }
  if (isShared && publicKeys !== undefined) {
    const cure = 'remove them: the key of HS256 is a secret, and is set with keys set';
    problems.push(problem(['publicKeys'], 'are no keys for HS256', cure));
  }
  if (bodyHashClaim !== undefined && place === 'body') {
    const cure = 'remove it: the token is in the body';
    problems.push(
      problem(['bodyHashClaim'], 'cannot be the hash of what it stands in', cure),
    );
  }
  const kinds = publicOnes.flatMap((each) => publicAlgorithms[each] ?? []);
  return [...problems, ...checkPublicKeys(publicKeys, isShared ? [] : kinds, verify)];
}
