// What values that come from outside have to look like, for the functions: the part of zod/mini
// that they use, under the same names, so that a schema reads like any other. There it is 27 KB of
// the bundle and the first 3 ms of a first event, here 2 KB. The configuration, which is read at
// synth, is zod's.

/** What a shape gives for a value that does not fit. */
const misfit = Symbol('misfit');
type Misfit = typeof misfit;

export type Path = (string | number)[];

/** Reads a value at a place; where it does not fit, the place is added to `wrong`. */
type Read<T> = (value: unknown, at: Path, wrong: Path[]) => T | Misfit;

export type Parsed<T> =
  | { success: true; data: T; error?: undefined }
  /** `path` is where a value does not fit; never the value (G10). */
  | { success: false; data?: undefined; error: { issues: { path: Path }[] } };

export interface Shape<T> {
  read: Read<T>;
  safeParse(value: unknown): Parsed<T>;
  /** @throws Error with the paths where the value does not fit */
  parse(value: unknown): T;
  /** The same with further conditions, each of which can give another value of the same kind. */
  check(...checks: ((value: T) => T | Misfit)[]): Shape<T>;
}

/** The shape of a field that can be missing. */
export interface OptionalShape<T> extends Shape<T> {
  isOptional: true;
}

/** Makes another value of one that fits. */
interface Transform<In, Out> {
  transform(value: In): Out;
}

export type Output<S> = S extends Shape<infer T> ? T : never;
export type { Output as infer };

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

function shapeOf<T>(read: Read<T>): Shape<T> {
  const safeParse = (value: unknown): Parsed<T> => {
    const wrong: Path[] = [];
    const data = read(value, [], wrong);
    if (data !== misfit && wrong.length === 0) return { success: true, data };
    return { success: false, error: { issues: wrong.map((path) => ({ path })) } };
  };
  return {
    read,
    safeParse,
    parse(value) {
      const result = safeParse(value);
      if (result.success) return result.data;
      const places = result.error.issues.map(({ path }) => path.join('.') || '(whole)');
      throw new Error(`not of the shape that is expected: ${places.join(', ')}`);
    },
    check: (...checks) =>
      shapeOf((value, at, wrong) => {
        let checked = read(value, at, wrong);
        if (checked === misfit) return misfit;
        for (const one of checks) {
          checked = one(checked);
          if (checked === misfit) return refuse(at, wrong);
        }
        return checked;
      }),
  };
}

function refuse(at: Path, wrong: Path[]): Misfit {
  wrong.push([...at]);
  return misfit;
}

function fitting<T>(fits: (value: unknown) => value is T): Shape<T> {
  return shapeOf((value, at, wrong) => (fits(value) ? value : refuse(at, wrong)));
}

function readAt<T>(
  shape: Shape<T>,
  value: unknown,
  step: string | number,
  at: Path,
  wrong: Path[],
): T | Misfit {
  at.push(step);
  const read = shape.read(value, at, wrong);
  at.pop();
  return read;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const string = () => fitting((value): value is string => typeof value === 'string');
/** Finite. */
export const number = () => fitting((value): value is number => Number.isFinite(value));
/** That a number holds exactly. */
export const int = () => fitting((value): value is number => Number.isSafeInteger(value));
export const boolean = () =>
  fitting((value): value is boolean => typeof value === 'boolean');
export const unknown = () => shapeOf<unknown>((value) => value);
export const literal = <const T extends string | number | boolean>(only: T) =>
  fitting((value): value is T => value === only);
export const custom = <T>(fits: (value: unknown) => boolean) =>
  fitting((value): value is T => fits(value));

function oneOf<const T extends string>(words: readonly T[]): Shape<T> {
  return fitting((value): value is T => words.some((word) => word === value));
}

export { oneOf as enum };

export function optional<T>(shape: Shape<T>): OptionalShape<T | undefined> {
  const read: Read<T | undefined> = (value, at, wrong) =>
    value === undefined ? undefined : shape.read(value, at, wrong);
  return { ...shapeOf(read), isOptional: true };
}

export function nullish<T>(shape: Shape<T>): OptionalShape<T | null | undefined> {
  const read: Read<T | null | undefined> = (value, at, wrong) =>
    value === undefined || value === null ? value : shape.read(value, at, wrong);
  return { ...shapeOf(read), isOptional: true };
}

export function array<T>(items: Shape<T>): Shape<T[]> {
  return shapeOf((value, at, wrong) => {
    if (!Array.isArray(value)) return refuse(at, wrong);
    const all: T[] = [];
    for (const [index, item] of value.entries()) {
      const read = readAt(items, item, index, at, wrong);
      if (read !== misfit) all.push(read);
    }
    return all.length === value.length ? all : misfit;
  });
}

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

/** The first that fits. */
export function union<S extends Shape<unknown>[]>(
  shapes: [...S],
): Shape<Output<S[number]>> {
  return shapeOf((value, at, wrong) => {
    for (const shape of shapes) {
      const own: Path[] = [];
      const read = shape.read(value, at, own);
      if (read !== misfit && own.length === 0) return read as Output<S[number]>;
    }
    return refuse(at, wrong);
  });
}

export function transform<In, Out>(make: (value: In) => Out): Transform<In, Out> {
  return { transform: make };
}

/** What fits the first goes on to the second. */
export function pipe<A, B>(
  first: Shape<A>,
  second: Shape<B> | Transform<NoInfer<A>, B>,
): Shape<B> {
  return shapeOf((value, at, wrong) => {
    const read = first.read(value, at, wrong);
    if (read === misfit) return misfit;
    return 'transform' in second ? second.transform(read) : second.read(read, at, wrong);
  });
}

export const minLength =
  (least: number) =>
  <T extends { length: number }>(value: T): T | Misfit =>
    value.length >= least ? value : misfit;
export const nonnegative = () => (value: number) => (value >= 0 ? value : misfit);
export const regex = (pattern: RegExp) => (value: string) =>
  pattern.test(value) ? value : misfit;
export const toLowerCase = () => (value: string) => value.toLowerCase();
