import { limits } from '../../lib/config/limits.ts';
import { createJudge, type Judge } from './judge.ts';
import { type Answer, startRun } from './live-run.ts';
import { createRunTree, type RunNode, type RunTree } from './run-tree.ts';
import { bodyOf, configOf, type Scenario, start } from './scenarios.ts';
import { type Queued, replaceMessage, type State } from './state.ts';
import { eventualKeys, startConsumer, type Weakening } from './subject.ts';
import type { Items } from './table.ts';

/** What the states of one exploration have in common. */
export interface World {
  runs: RunTree;
  judge: Judge;
  /** For how long Bridge may still carry out what nobody waits for, in ms. */
  settleMs: number;
  requestTimeoutMs: number;
  /** The ids of events that only this message has, by its label. */
  ownEvents: Record<string, string[]>;
  /** Whether what touches only its message's own items is done at once. */
  isOwnFirst: boolean;
}

export type Next = State | Promise<State>;

export function createWorld(
  scenario: Scenario,
  weaken?: Weakening,
  isOwnFirst = true,
): World {
  const config = configOf(scenario);
  const { settleSeconds, requestTimeoutSeconds } = config.delivery;
  const idsOf = ({ events }: Scenario['messages'][number]) => events.map(({ id }) => id);
  const ownEvents = scenario.messages.map((message) => {
    const others = scenario.messages.filter((other) => other !== message).flatMap(idsOf);
    return [message.label, idsOf(message).filter((id) => !others.includes(id))] as const;
  });
  return {
    runs: createRunTree((receipt) =>
      startRun((machine) => startConsumer(config, machine, weaken), receipt),
    ),
    judge: createJudge(scenario),
    settleMs: settleSeconds * 1000,
    requestTimeoutMs: requestTimeoutSeconds * 1000,
    ownEvents: Object.fromEntries(ownEvents),
    isOwnFirst,
  };
}

/** Both messages are in the queue, and nobody has seen one. */
export function initialState(scenario: Scenario): State {
  return {
    now: start,
    items: {},
    lagging: {},
    contacts: scenario.contacts,
    late: [],
    messages: scenario.messages.map((message) => ({
      label: message.label,
      body: bodyOf(message),
      group: `group ${message.label}`,
      dedup: message.label,
      skewMs: message.skewMs,
      receives: 0,
      visibleAt: start,
      run: undefined,
      isDone: false,
    })),
    mayFail: true,
    mayRefuse: true,
    mayPause: true,
    account: { applied: {}, outcomes: {} },
    complaints: [],
  };
}

/** The queue hands a message over to a machine that is new. */
export function receive({ runs }: World, state: State, message: Queued): Next {
  const { label, body, group, skewMs } = message;
  const receives = message.receives + 1;
  const visibleAt = state.now + limits.visibilitySeconds * 1000;
  const node = runs.begin({ label, body, group, receives, at: state.now, skewMs });
  const enter = (run: RunNode) =>
    withRun(replaceMessage(state, label, { receives, visibleAt }), label, run);
  return node instanceof Promise ? node.then(enter) : enter(node);
}

/** The run of a message goes on with the answer to one of its calls. */
export function goOn(
  { runs }: World,
  state: State,
  { label, run }: Queued,
  index: number,
  answer: Answer,
): Next {
  if (run === undefined) throw new Error(`Nobody works on ${label}.`);
  const node = runs.answer(run, { index, answer, now: state.now });
  return node instanceof Promise
    ? node.then((next) => withRun(state, label, next))
    : withRun(state, label, node);
}

/** A run that has ended otherwise than well leaves its message to the queue at once. */
function withRun(state: State, label: string, run: RunNode): State {
  const moved = replaceMessage(state, label, {
    run: run.end === 'again' ? undefined : run,
  });
  const next = moved.messages.some(isUnread) ? moved : { ...moved, lagging: {} };
  return run.bugs.length === 0
    ? next
    : { ...next, complaints: [...next.complaints, ...run.bugs] };
}

/** The table after a write. */
export function withItems({ judge }: World, state: State, items: Items): State {
  if (items === state.items) return state;
  const { account, complaints } = judge.noteItems(state, items);
  const lagging = { ...state.lagging, ...changedIn(state, items) };
  return {
    ...state,
    items,
    lagging,
    account,
    complaints: [...state.complaints, ...complaints],
  };
}

/** The items that are others now, as they were, if somebody may still find them so. */
function changedIn({ items: before, messages }: State, after: Items): State['lagging'] {
  const keys = new Set(
    messages.filter(isUnread).flatMap(({ body }) => eventualKeys(body)),
  );
  const changed = [...keys].filter((key) => before[key] !== after[key]);
  return Object.fromEntries(changed.map((key) => [key, before[key]]));
}

/** Whether the message's first receipt is still to come, or has read nothing yet. */
function isUnread({ receives, run }: Queued): boolean {
  return receives === 0 || (receives === 1 && run?.isFresh === true);
}
