import type * as z from 'zod';
import type { Complaint } from '../contacts/complaint.ts';
import { type Operation, operations } from './openapi.ts';

/**
 * Finds what a request is for: the operation and its raw path parameters, `wrongMethod`, or
 * undefined for a path nobody documented.
 */
export function findOperation(
  method: string,
  path: string,
):
  | { operation: Operation; parameters: Record<string, string> }
  | 'wrongMethod'
  | undefined {
  const candidates = operations.flatMap((operation) => {
    const parameters = matchTemplate(operation.template, path);
    return parameters ? [{ operation, parameters }] : [];
  });
  const found = candidates.find(({ operation }) => operation.method === method);
  return found ?? (candidates.length > 0 ? 'wrongMethod' : undefined);
}

/**
 * Checks a value against a schema of the description; `where` is the first part of every
 * complaint's `loc`.
 */
export function check(
  schema: z.ZodType,
  value: unknown,
  where: 'path' | 'query' | 'body',
): { value: unknown; complaints: Complaint[] } {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data, complaints: [] };
  return {
    value: undefined,
    complaints: result.error.issues.flatMap((issue) => toComplaints(issue, [where])),
  };
}

/**
 * Query values arrive as text; this gives booleans and integers their type, and leaves what does
 * not look like one for the schema to refuse.
 */
export function readQuery(
  operation: Operation,
  query: Record<string, string>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).map(([name, text]) => {
      const type = operation.queryTypes.get(name);
      if (type === 'integer' && /^-?\d+$/.test(text)) return [name, Number(text)];
      if (type === 'boolean' && (text === 'true' || text === 'false'))
        return [name, text === 'true'];
      return [name, text];
    }),
  );
}

function matchTemplate(
  template: string,
  path: string,
): Record<string, string> | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of given.entries()) {
    const part = wanted[index];
    if (part?.startsWith('{')) parameters[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return parameters;
}

function toComplaints(issue: z.core.$ZodIssue, prefix: (string | number)[]): Complaint[] {
  const loc = [
    ...prefix,
    ...issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
  ];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      loc: [...loc, key],
      msg: 'Bridge does not know this property',
      type: 'extra_forbidden',
    }));
  }
  if (issue.code === 'invalid_union') {
    // "string or null" fails twice; the branch that got the type right says what is wrong.
    const branch = issue.errors.find((errors) =>
      errors.every(({ code }) => code !== 'invalid_type' && code !== 'invalid_value'),
    );
    if (branch) return branch.flatMap((inner) => toComplaints(inner, loc));
  }
  return [{ loc, msg: issue.message, type: issue.code }];
}
