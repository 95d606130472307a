import type { Verification } from '../config/verify-schema.ts';

/**
 * Where a source expects its sender's proof, by the names that its configuration has: `header
 * x-signature`. Says nothing of a request.
 */
export function proofPlace(verify: Verification): string {
  if (verify.kind === 'none') return 'nothing';
  if (verify.kind === 'mac') {
    const { header, timestamp } = verify;
    const headers = [header, timestamp?.header].filter((one) => one !== undefined);
    return headers.map((names) => `header ${[names].flat().join(' or ')}`).join(' and ');
  }
  const { in: place, name = '' } = verify;
  if (place === 'basic') return 'the password in header authorization';
  if (place === 'header') return `header ${name.toLowerCase()}`;
  return place === 'query' ? `query parameter ${name}` : `field ${name} of the body`;
}
