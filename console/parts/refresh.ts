import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { changes } from '../page-state.ts';

/** So much lies between two questions at least, however much happens. */
const pauseMs = 500;

/** Asks again after something has changed in the timeline. */
export function useRefresh(reload: () => void): void {
  const latest = useRef(reload);
  latest.current = reload;
  const seen = useRef(changes.peek());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useSignalEffect(() => {
    if (changes.value === seen.current || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      seen.current = changes.peek();
      latest.current();
    }, pauseMs);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}
