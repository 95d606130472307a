import { medianOf } from '../measured-ratios.ts';
import type { Side } from '../rounds.ts';
import type { Posting } from './world.ts';

export const rounds = 21;
const postsInRound = 10;

/** The median of some requests, one after the other, in ms. */
export function posts(post: Posting): Side {
  return async () => {
    const times: number[] = [];
    for (let index = 0; index < postsInRound; index += 1) times.push(await post());
    return medianOf(times);
  };
}
