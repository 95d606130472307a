import type { OutgoingMessage } from '../../functions/core/message/message.ts';
import { bridgeFates } from './bridge-fates.ts';
import { type Fate, usualFates } from './fate.ts';
import type { Answer, Call, PendingCall } from './live-run.ts';
import { type Queued, replaceMessage, type State } from './state.ts';
import { touches } from './table.ts';
import { tableFates } from './table-fates.ts';
import { goOn, type Next, type World } from './world.ts';

/** One thing that may happen next. */
export interface Move {
  /** In words. */
  label(): string;
  next(): Next;
}

/** Everything that may become of a call that a run waits for, as far as faults are left. */
export function callMoves(
  world: World,
  state: State,
  message: Queued,
  pending: PendingCall,
): Move[] {
  const isLeft = ({ isFault, isRefusal = false }: Fate) =>
    (!isFault || state.mayFail) && (!isRefusal || state.mayRefuse);
  return fatesOf(world, state, message, pending)
    .filter(isLeft)
    .map((fate) => ({
      label: () => `${message.label} ${describeCall(pending.call)}${fate.name}`,
      next: () => meet(world, state, message, pending, fate),
    }));
}

function meet(
  world: World,
  before: State,
  message: Queued,
  { index }: PendingCall,
  { effect, isFault, isRefusal = false, isDeadly = false }: Fate,
): Next {
  const { state, answer } = effect(before);
  const after = {
    ...state,
    mayFail: state.mayFail && !isFault,
    mayRefuse: state.mayRefuse && !isRefusal,
  };
  if (isDeadly) return replaceMessage(after, message.label, { run: undefined });
  return goOn(world, after, message, index, answer);
}

function fatesOf(
  world: World,
  state: State,
  { label }: Queued,
  pending: PendingCall,
): Fate[] {
  const { call } = pending;
  switch (call.to) {
    case 'table':
      return tableFates(world, state, call);
    case 'bridge':
      return bridgeFates(world, label, pending, call.call);
    case 'delay':
      return queueFates((before) =>
        replaceMessage(before, label, { visibleAt: before.now + call.seconds * 1000 }),
      );
    case 'enqueue':
      return queueFates((before) => enqueue(before, call.messages));
  }
}

function queueFates(make: (state: State) => State): Fate[] {
  const stored: Answer = { kind: 'done' };
  return usualFates((state) => ({ state: make(state), answer: stored }), {
    kind: 'notStored',
  });
}

/** What the queue knows already it does not take again. */
function enqueue(state: State, sent: OutgoingMessage[]): State {
  const isNew = ({ dedup }: OutgoingMessage) =>
    !state.messages.some((message) => message.dedup === dedup);
  const added = sent.filter(isNew).map(({ body, group, dedup }, index) => ({
    label: `R${state.messages.length + index}`,
    body,
    group,
    dedup,
    skewMs: 0,
    receives: 0,
    visibleAt: state.now,
    run: undefined,
    isDone: false,
  }));
  return { ...state, messages: [...state.messages, ...added] };
}

function describeCall(call: Call): string {
  switch (call.to) {
    case 'table':
      return `${call.name.replace('Command', '')} ${touches(call).keys.join(' ')}`;
    case 'bridge':
      return `${call.call.method} ${JSON.stringify(call.call.body ?? call.call.query ?? '')}`;
    case 'delay':
      return `delay ${call.seconds} s`;
    case 'enqueue':
      return 'enqueue';
  }
}
