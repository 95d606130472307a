import type {
  AsymmetricVerification,
  JwtVerification,
  MacVerification,
  Verification,
} from '../config/verify-schema.ts';

/**
 * Where a source expects its sender's proof, by the names that its configuration has: `header
 * x-signature`. Says nothing of a request.
 */
export function proofPlace(verify: Verification): string {
  if (verify.kind === 'none') return 'nothing';
  if (verify.kind === 'mac' || verify.kind === 'asymmetric') {
    const places = [verify, verify.timestamp].map((one) =>
      one ? signaturePlace(one) : '',
    );
    return [...new Set(places)].filter((place) => place !== '').join(' and ');
  }
  const { in: place, name = '' } = verify;
  if (place === 'basic') return 'the password in header authorization';
  if (place === 'header') return `header ${name.toLowerCase()}`;
  if (place === 'query') return `query parameter ${name}`;
  return isWholeToken(verify) ? 'the body, as a token' : `field ${name} of the body`;
}

function signaturePlace({
  header,
  query,
  field,
}: Partial<
  Pick<MacVerification | AsymmetricVerification, 'header' | 'query' | 'field'>
>): string {
  if (header !== undefined) return `header ${[header].flat().join(' or ')}`;
  if (query !== undefined) return `query parameter ${query}`;
  return field === undefined ? '' : `field ${field} of the body`;
}

/** Whether the body as a whole is a token. */
export function isWholeToken(verify: Verification): verify is JwtVerification {
  return verify.kind === 'jwt' && verify.in === 'body' && verify.name === undefined;
}

/** The headers that carry a signature and its time, in lower case. */
export function signatureHeaders(verify: Verification): string[] {
  if (verify.kind !== 'mac' && verify.kind !== 'asymmetric') return [];
  return [verify.header ?? [], verify.timestamp?.header ?? []].flat();
}
