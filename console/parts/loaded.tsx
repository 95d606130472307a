import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { Failure } from '../client.ts';
import { Lines } from './notice.tsx';

export interface Loaded<T> {
  value: T | undefined;
  failure: Failure | undefined;
  /** Asks again; what is shown stays until the answer is there. */
  reload: () => void;
  /** Shows something else, such as the same with its values. */
  set: (value: T) => void;
}

/**
 * What the server answers.
 * @param key what it is asked about: asked again when that changes
 */
export function useLoaded<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const answer = useSignal<{ key: string; value?: T; failure?: Failure }>({ key });
  const asked = useRef(0);
  const reload = useCallback(() => {
    asked.current += 1;
    const mine = asked.current;
    const settle = (settled: { value?: T; failure?: Failure }) => {
      if (mine === asked.current) answer.value = { key, ...settled };
    };
    load().then(
      (value) => settle({ value }),
      (thrown: unknown) => {
        if (!(thrown instanceof Failure)) throw thrown;
        settle({ failure: thrown });
      },
    );
  }, [key]);
  useEffect(reload, [reload]);
  const isOfKey = answer.value.key === key;
  return {
    value: isOfKey ? answer.value.value : undefined,
    failure: isOfKey ? answer.value.failure : undefined,
    reload,
    set: (value) => {
      asked.current += 1;
      answer.value = { key, value };
    },
  };
}

interface Props<T> {
  of: Loaded<T>;
  children: (value: T) => ComponentChildren;
}

/** Shows what was loaded; until then that it is coming, and else why not. */
export function Show<T>({ of: { value, failure }, children }: Props<T>) {
  if (failure) return <Lines lines={failure.lines} kind="failed" />;
  if (value === undefined) return <p class="loading">Loading …</p>;
  return <>{children(value)}</>;
}
