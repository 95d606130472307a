import type { Answer } from './live-run.ts';
import type { State } from './state.ts';

/** What may become of a call: what it does, and what is heard of it. */
export interface Fate {
  /** Follows the call in the telling of a history. */
  name: string;
  /** There is one of each in a history at most. */
  isFault: boolean;
  isRefusal?: boolean;
  /** Who made the call is killed, and hears nothing. */
  isDeadly?: boolean;
  effect(state: State): { state: State; answer: Answer };
}

/** The call is carried out, and its answer heard. */
export function fine(effect: Fate['effect']): Fate {
  return { name: '', isFault: false, effect };
}

export function fault(name: string, effect: Fate['effect']): Fate {
  return { name, isFault: true, effect };
}

/** The call goes out, and whoever made it is killed. */
export function deadly(name: string, effect: Fate['effect']): Fate {
  return { name: `${name}, and the run killed`, isFault: true, isDeadly: true, effect };
}

/** What may become of a call that can be carried out or not, and be heard of or not. */
export function usualFates(make: Fate['effect'], unheard: Answer): Fate[] {
  const lost = (state: State) => ({ state: make(state).state, answer: unheard });
  return [
    fine(make),
    fault(' fails', (state) => ({ state, answer: unheard })),
    fault(' is made, the answer lost', lost),
    deadly(' is made', lost),
  ];
}
