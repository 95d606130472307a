import { fitting, type Misfit, misfit, type Shape, shapeOf } from './shape.ts';

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

export function oneOf<const T extends string>(words: readonly T[]): Shape<T> {
  return fitting((value): value is T => words.some((word) => word === value));
}

export const minLength =
  (least: number) =>
  <T extends { length: number }>(value: T): T | Misfit =>
    value.length >= least ? value : misfit;
export const nonnegative = () => (value: number) => (value >= 0 ? value : misfit);
export const regex = (pattern: RegExp) => (value: string) =>
  pattern.test(value) ? value : misfit;
export const toLowerCase = () => (value: string) => value.toLowerCase();
