import {
  misfit,
  type Output,
  type Path,
  readAt,
  refuse,
  type Shape,
  shapeOf,
} from './shape.ts';

type Fields = Record<string, Shape<unknown>>;
type OptionalNames<F> = {
  [Name in keyof F]: F[Name] extends { isOptional: true } ? Name : never;
}[keyof F];
type ObjectOf<F> = Simple<
  { [Name in Exclude<keyof F, OptionalNames<F>>]: Output<F[Name]> } & {
    [Name in OptionalNames<F>]?: Output<F[Name]>;
  }
>;
type Simple<T> = { [Name in keyof T]: T[Name] };

/** Of objects with any names. */
export function record<T>(
  _names: Shape<string>,
  values: Shape<T>,
): Shape<Record<string, T>> {
  return shapeOf((value, at, wrong) => {
    if (!isObject(value)) return refuse(at, wrong);
    const entries: [string, T][] = [];
    const given = Object.entries(value).filter(isPlain);
    for (const [name, inner] of given) {
      const read = readAt(values, inner, name, at, wrong);
      if (read !== misfit) entries.push([name, read]);
    }
    return entries.length === given.length ? Object.fromEntries(entries) : misfit;
  });
}

/** Names that are not known are left out. */
export const object = <F extends Fields>(fields: F) => objectOf(fields, 'strip');
/** Names that are not known are an error. */
export const strictObject = <F extends Fields>(fields: F) => objectOf(fields, 'refuse');
/** Names that are not known are kept. */
export const looseObject = <F extends Fields>(fields: F) =>
  objectOf<F, ObjectOf<F> & Record<string, unknown>>(fields, 'keep');

type Others = 'strip' | 'refuse' | 'keep';

function objectOf<F extends Fields, T = ObjectOf<F>>(fields: F, others: Others): Shape<T> {
  const known = Object.entries(fields);
  return shapeOf((value, at, wrong) => {
    if (!isObject(value)) return refuse(at, wrong);
    const before = wrong.length;
    const entries = [
      ...knownIn(value, known, at, wrong),
      ...othersIn(value, fields, others, at, wrong),
    ];
    return wrong.length > before ? misfit : (Object.fromEntries(entries) as T);
  });
}

function knownIn(
  value: Record<string, unknown>,
  known: [string, Shape<unknown>][],
  at: Path,
  wrong: Path[],
): [string, unknown][] {
  const entries: [string, unknown][] = [];
  for (const [name, shape] of known) {
    const isGiven = Object.hasOwn(value, name);
    const read = readAt(shape, isGiven ? value[name] : undefined, name, at, wrong);
    if (read !== undefined || isGiven) entries.push([name, read]);
    else if (!('isOptional' in shape)) wrong.push([...at, name]);
  }
  return entries;
}

function othersIn(
  value: Record<string, unknown>,
  fields: Fields,
  others: Others,
  at: Path,
  wrong: Path[],
): [string, unknown][] {
  if (others === 'strip') return [];
  const more = Object.entries(value).filter(([name]) => !Object.hasOwn(fields, name));
  if (others === 'keep') return more.filter(isPlain);
  if (more.length > 0) wrong.push([...at]);
  return [];
}

/** Whether a name is none that changes the prototype of what it is put into. */
function isPlain([name]: [string, unknown]): boolean {
  return name !== '__proto__';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
