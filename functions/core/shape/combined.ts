import {
  misfit,
  type OptionalShape,
  type Output,
  type Path,
  type Read,
  readAt,
  refuse,
  type Shape,
  shapeOf,
} from './shape.ts';

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

/** Makes another value of one that fits. */
interface Transform<In, Out> {
  transform(value: In): Out;
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
