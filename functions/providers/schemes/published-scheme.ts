import type { VerificationInput } from '../../core/config/verify-schema.ts';

/** How a vendor says that it signs: its name, its page, and that as a source would say it. */
export interface PublishedScheme {
  name: string;
  page: string;
  verify: VerificationInput;
}

/** Most vendors: the SHA-256 of the body, in hex, under a key both sides know. */
export const hexOfBody = {
  kind: 'mac',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
} as const;

/** The same, in Base64. */
export const base64OfBody = { ...hexOfBody, encoding: 'base64' } as const;
