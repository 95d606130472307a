import type * as z from '../shape.ts';
import { failed, inDoubt } from './judge-answer.ts';
import type { Request } from './workspace-calls.ts';

/**
 * An answer of another shape than documented is weather: guessing could write to the wrong person.
 */
export function parse<T>(schema: z.Shape<T>, body: unknown, request: Request): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const paths = result.error.issues
    .map(({ path }) => path.join('.') || '(whole)')
    .join(', ');
  throw failed(
    inDoubt(request.kind),
    request,
    `unexpected shape of the answer at ${paths}`,
  );
}

/** One segment of a path. Half a character, which no URL can carry, becomes the sign for that. */
export function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
