import { seededRandom } from '../oracle/random.ts';

/** Draws that are the same for the same seed. */
export interface Draw {
  /** From 0 to below 1. */
  number(): number;
  /** An integer from `least` to `most`, both of them drawn. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** One of them, by their weights. */
  weighted<T>(choices: readonly (readonly [weight: number, value: T])[]): T;
  times<T>(count: number, make: (index: number) => T): T[];
}

/** The draws of one request: those before it change nothing about them. */
export function createDraw(seed: number, request: number): Draw {
  const number = seededRandom(
    Math.imul(seed, 0x9e3779b1) + Math.imul(request, 0x85ebca6b),
  );
  const between = (least: number, most: number) =>
    least + Math.floor(number() * (most - least + 1));
  return {
    number,
    between,
    chance: (probability) => number() < probability,
    pick: (list) => list[between(0, list.length - 1)] ?? list[0],
    weighted(choices) {
      const total = choices.reduce((sum, [weight]) => sum + weight, 0);
      let left = number() * total;
      for (const [weight, value] of choices) {
        left -= weight;
        if (left < 0) return value;
      }
      throw new Error('There is nothing to draw from.');
    },
    times: (count, make) => Array.from({ length: count }, (_, index) => make(index)),
  };
}
