import { visible } from './visible.ts';

/** Text of somebody else: only ever text, its direction its own, and nothing in it unseen. */
export function Text({ text }: { text: string }) {
  return <bdi>{visible(text)}</bdi>;
}
