import { signal } from '@preact/signals';
import type { State } from '../local/console/api/state.ts';
import { client, Failure } from './client.ts';

/** What this page is about; absent until the server has said it. */
export const state = signal<State | undefined>(undefined);

export type Connection = 'connecting' | 'live' | 'paused' | 'reconnecting';
export const connection = signal<Connection>('connecting');

/** Why the state could not be had. */
export const stateFailure = signal<Failure | undefined>(undefined);

let asking: Promise<void> | undefined;
let next: Promise<void> | undefined;

/**
 * Asks again for what the header shows: holds, counts. One question at a time, however slowly it is
 * answered; who asks meanwhile is answered by the next.
 */
export function refreshState(): Promise<void> {
  if (asking === undefined) {
    asking = askState().finally(() => {
      asking = undefined;
    });
    return asking;
  }
  next ??= asking
    .catch(() => undefined)
    .then(() => {
      next = undefined;
      return refreshState();
    });
  return next;
}

async function askState(): Promise<void> {
  try {
    state.value = await client.state();
    stateFailure.value = undefined;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    stateFailure.value = thrown;
  }
}
