import { decodeText } from './signature.ts';

const token = /^\s*[\w-]+\.([\w-]+)\.[\w-]+\s*$/;

/**
 * The claims of a body that is a token, as JSON; a body that is none stays, as the claims of a
 * sample. Verifies nothing.
 */
export function claimsOf(body: Buffer): Buffer {
  const claims = token.exec(body.toString('latin1'))?.[1];
  return (claims === undefined ? undefined : decodeText(claims, 'base64url')) ?? body;
}

/** Whether a body is a token. */
export function isToken(body: Buffer): boolean {
  return token.test(body.toString('latin1'));
}
