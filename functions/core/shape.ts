// What values that come from outside have to look like, for the functions: the part of zod/mini
// that they use, under the same names, so that a schema reads like any other. There it is 27 KB of
// the bundle and the first 3 ms of a first event, here 2 KB. The configuration, which is read at
// synth, is zod's.

export { array, nullish, optional, pipe, transform, union } from './shape/combined.ts';
export { looseObject, object, record, strictObject } from './shape/objects.ts';
export {
  boolean,
  custom,
  int,
  literal,
  minLength,
  nonnegative,
  number,
  oneOf as enum,
  regex,
  string,
  toLowerCase,
  unknown,
} from './shape/scalars.ts';
export type { Output as infer, Shape } from './shape/shape.ts';
