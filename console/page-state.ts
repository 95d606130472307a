import { signal } from '@preact/signals';
import type { State } from '../local/console/api/state.ts';
import { client, Failure } from './client.ts';

/** What this page is about; absent until the server has said it. */
export const state = signal<State | undefined>(undefined);

export type Connection = 'connecting' | 'live' | 'paused' | 'reconnecting';
export const connection = signal<Connection>('connecting');

/** Why the state could not be had. */
export const stateFailure = signal<Failure | undefined>(undefined);

/** Asks again for what the header shows: holds, counts. */
export async function refreshState(): Promise<void> {
  try {
    state.value = await client.state();
    stateFailure.value = undefined;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    stateFailure.value = thrown;
  }
}
