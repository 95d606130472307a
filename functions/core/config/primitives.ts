import * as z from 'zod';
import { parsePlainPath } from '../split-request.ts';

/**
 * A JSONata expression. Only text is accepted; whether it can be evaluated is checked with its
 * position in the file.
 */
export const expression = z
  .string({
    error: ({ input }) => expressionError(input),
  })
  .min(1, { error: 'is empty; write an expression or remove the line' })
  .meta({ title: 'an expression' });

/** The path of a place in a body: names with dots between them. */
export const plainPath = z
  .string()
  .refine((path) => parsePlainPath(path) !== undefined, {
    error: 'is not a plain path; write names with dots between them, such as data.answers',
  })
  .meta({ title: 'a path' });

export const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/, {
    error: ({ input }) =>
      `is not a header name; write letters, digits and hyphens, such as ${asHeaderName(input)}`,
  })
  .transform((name) => name.toLowerCase())
  .meta({ title: 'a header' });

/** Names of sources and workspaces: they stand in URLs, queue names and metrics. */
export const nameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,47}$/, {
    error:
      'is not a name; use lower-case letters, digits and hyphens, starting with a letter',
  })
  .meta({ title: 'a name' });

/** What was probably meant: a header has hyphens where variables have underscores. */
function asHeaderName(input: unknown): string {
  const name = String(input)
    .replace(/[^A-Za-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'X-Signature' : name;
}

/** What is wrong with a value where an expression has to stand, and what to write. */
export function expressionError(input: unknown): string | undefined {
  if (input === undefined) return undefined;
  if (input === null) return 'is empty; write an expression or remove the line';
  if (typeof input === 'number')
    return `is a number, but an expression is text; for a key named ${input} write: '\`${input}\`'`;
  if (typeof input === 'boolean')
    return (
      'is a boolean, but an expression is text; write a path or a condition, such as ' +
      `type = "x"; in quotes it is ${input} for every event`
    );
  const kind = Array.isArray(input) ? 'a list' : 'a block of keys';
  return `is ${kind}, but an expression is text; ${oneOf(input)}`;
}

function oneOf(input: unknown): string {
  const items: unknown[] = Object.values(Object(input));
  const texts = items.filter((item) => typeof item === 'string');
  if (texts.length === 0 || texts.length < items.length) return 'write one expression';
  if (texts.length === 1) return `write it alone: ${texts[0]}`;
  return Array.isArray(input)
    ? `write one expression; the first that has a value is $first(${texts.join(', ')})`
    : 'write one expression';
}
