import { state } from '../page-state.ts';

/** Why nothing can be changed from here; `undefined` where it can. */
export function blockedByReading(): string | undefined {
  return state.value?.mayWrite
    ? undefined
    : 'This console only reads. To change something, start it with --write.';
}
