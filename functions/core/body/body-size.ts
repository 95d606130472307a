import { Rejection } from '../errors.ts';

/** Above this a body is refused: before anything is computed over it, and while it is inflated. */
export const maxBodyBytes = 1024 * 1024;

/** The answer to a body that is too large. */
export function bodyTooLarge(): Rejection {
  const message = `The body is larger than ${maxBodyBytes} bytes.`;
  return new Rejection(413, 'body-too-large', message);
}
