import { pieces, visible } from './visible.ts';

/** From this length on, in UTF-16 units, what is escaped is not marked: that is an element each. */
const markedUpTo = 2000;

/** Text of somebody else: only ever text, its direction its own, and nothing in it unseen. */
export function Text({ text }: { text: string }) {
  if (text.length > markedUpTo) return <bdi>{visible(text)}</bdi>;
  return (
    <bdi>
      {pieces(text).map((piece) =>
        piece.isEscaped ? <span class="escaped">{piece.text}</span> : piece.text,
      )}
    </bdi>
  );
}
