import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { count } from '../moment.ts';
import { Button } from './button.tsx';

interface Props<T> {
  of: readonly T[];
  /** How many are shown at first, and how many more by each press. */
  step?: number;
  children: (items: readonly T[]) => ComponentChildren;
}

/** A long list, so many at a time: what is not shown yet costs nothing. */
export function Some<T>({ of, step = 200, children }: Props<T>) {
  const shown = useSignal(step);
  const left = of.length - shown.value;
  return (
    <>
      {children(left > 0 ? of.slice(0, shown.value) : of)}
      {left > 0 && (
        <Button
          look="quiet"
          onPress={() => {
            shown.value += step;
          }}
        >
          {`Show ${count(Math.min(step, left))} more of ${count(left)}`}
        </Button>
      )}
    </>
  );
}
