import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { changed } from '../timeline/live.ts';

/** So much lies between two questions at least, however much happens. */
const pauseMs = 500;

/** Asks again after something has changed in the timeline. */
export function useRefresh(reload: () => void): void {
  const latest = useRef(reload);
  latest.current = reload;
  const seen = useRef(changed.peek());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useSignalEffect(() => {
    if (changed.value === seen.current || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      seen.current = changed.peek();
      latest.current();
    }, pauseMs);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}
