import * as z from 'zod';
import type { Resolve } from './intrinsics.ts';
import type { Place } from './place.ts';
import type { Assembly } from './template.ts';

/** A stack as it was synthesised, and where it is to stand. */
export interface Source {
  assembly: Assembly;
  place: Place;
  resolve: Resolve;
}

export function each<T>(
  { assembly }: Source,
  types: string[],
  read: (logicalId: string) => T,
): T[] {
  return Object.entries(assembly.template.Resources)
    .filter(([, { Type }]) => types.includes(Type))
    .map(([logicalId]) => read(logicalId));
}

/** The properties the schema asks for, resolved. The others can contain what is not served. */
export function properties<S extends z.ZodObject>(
  { assembly, resolve }: Source,
  logicalId: string,
  schema: S,
): z.output<S> {
  const all = assembly.template.Resources[logicalId]?.Properties ?? {};
  const wanted = Object.entries(all).filter(([name]) => name in schema.shape);
  const result = schema.safeParse(resolve(logicalId, Object.fromEntries(wanted)));
  if (!result.success) throw new Error(`${logicalId}: ${z.prettifyError(result.error)}`);
  return result.data;
}

export function arnOf({ resolve }: Source, logicalId: string): string {
  return String(resolve(logicalId, { 'Fn::GetAtt': [logicalId, 'Arn'] }));
}
