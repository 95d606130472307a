/** What a shape gives for a value that does not fit. */
export const misfit = Symbol('misfit');
export type Misfit = typeof misfit;

export type Path = (string | number)[];

/** Reads a value at a place; where it does not fit, the place is added to `wrong`. */
export type Read<T> = (value: unknown, at: Path, wrong: Path[]) => T | Misfit;

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

export type Output<S> = S extends Shape<infer T> ? T : never;

export function shapeOf<T>(read: Read<T>): Shape<T> {
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

export function refuse(at: Path, wrong: Path[]): Misfit {
  wrong.push([...at]);
  return misfit;
}

export function fitting<T>(fits: (value: unknown) => value is T): Shape<T> {
  return shapeOf((value, at, wrong) => (fits(value) ? value : refuse(at, wrong)));
}

export function readAt<T>(
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
