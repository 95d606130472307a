import { inject } from 'vitest';

/**
 * How much of a proof by volume is played: a part at `npm test`, all of it at `npm run test:full`.
 */
export function volume(part: number, all: number): number {
  return inject('isFull') ? all : part;
}
