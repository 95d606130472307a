import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../parts/button.tsx';

interface Props {
  count: number;
  onKeep: () => void;
  onDiscard: () => Promise<void>;
}

/** Asks once more, in the page: what is discarded does not come back. */
export function DiscardQuestion({ count, onKeep, onDiscard }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const events = count === 1 ? '1 event' : `${count} events`;
  useEffect(() => box.current?.focus(), []);
  return (
    <div
      class="toolbar question"
      role="alertdialog"
      aria-label={`Discard ${events} for good?`}
      tabIndex={-1}
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onKeep();
      }}
    >
      <p>Discard {events} for good?</p>
      <Button look="danger" onPress={onDiscard}>
        Discard {events}
      </Button>
      <Button onPress={onKeep}>Keep</Button>
    </div>
  );
}
