import { inject } from 'vitest';

/**
 * How much of a proof by volume is played: a part at `npm test`, all of it at `npm run test:full`.
 */
export function volume(part: number, all: number): number {
  return inject('isFull') ? all : part;
}

/** Of the cases of one kind, every third at `npm test`, and all at `npm run test:full`. */
export function someOf<S>(cases: readonly S[]): S[] {
  return cases.filter((_, index) => index % volume(3, 1) === 0);
}
