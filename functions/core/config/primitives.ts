import * as z from 'zod';

/**
 * A JSONata expression. Only text is accepted; whether it can be evaluated is checked with its
 * position in the file.
 */
export const expression = z
  .string({
    error: ({ input }) =>
      input === undefined ? undefined : `is ${kindOf(input)}, but an expression is text`,
  })
  .min(1, { error: 'is empty; write an expression or remove the line' });

export const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/, {
    error: ({ input }) =>
      `is not a header name; write letters, digits and hyphens, such as ${asHeaderName(input)}`,
  })
  .transform((name) => name.toLowerCase());

/** Names of sources and workspaces: they stand in URLs, queue names and metrics. */
export const nameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/, {
  error: 'is not a name; use lower-case letters, digits and hyphens, starting with a letter',
});

/** What was probably meant: a header has hyphens where variables have underscores. */
function asHeaderName(input: unknown): string {
  const name = String(input)
    .replace(/[^A-Za-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'X-Signature' : name;
}

function kindOf(input: unknown): string {
  if (input === null) return 'null';
  return Array.isArray(input) ? 'a list' : `a ${typeof input}`;
}
