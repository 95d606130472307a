import type * as z from 'zod/mini';
import { failed, inDoubt } from './judge-answer.ts';
import type { Request } from './workspace-calls.ts';

/**
 * An answer of another shape than documented is weather: guessing could write to the wrong person.
 */
export function parse<S extends z.ZodMiniType>(
  schema: S,
  body: unknown,
  request: Request,
): z.output<S> {
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
