import type { BridgeCall } from '../../functions/core/bridge/bridge-calls.ts';
import type { Contact } from '../../local/bridge-simulator/contacts/contact.ts';
import { type Item, toText } from './expressions.ts';
import type { RunNode } from './run-tree.ts';
import type { Items } from './table.ts';

/** A message of the queue. */
export interface Queued {
  label: string;
  body: string;
  group: string;
  dedup: string;
  skewMs: number;
  receives: number;
  /** Ms since 1970; while it is worked on, when it comes back if nothing is heard of it. */
  visibleAt: number;
  run: RunNode | undefined;
  isDone: boolean;
}

/** A PATCH that Bridge has not carried out yet; whoever sent it waits no more. */
export interface Late {
  label: string;
  call: BridgeCall;
  /** Bridge does nothing later than this, ms since 1970. */
  until: number;
}

/** What the judge remembers of the way to a state. */
export interface Account {
  /** The event whose value was applied last, by field. */
  applied: Readonly<Record<string, string>>;
  /** How events ended, by id. */
  outcomes: Readonly<Record<string, string>>;
}

/** Everything there is at one moment of a history. Never changed in place. */
export interface State {
  /** Ms since 1970. */
  now: number;
  items: Items;
  /** Items as they were before the last write, by key, while a read may still find them so. */
  lagging: Readonly<Record<string, Item | undefined>>;
  contacts: readonly Contact[];
  late: readonly Late[];
  messages: readonly Queued[];
  /** Whether a fault, and whether a refusal, may still come. */
  mayFail: boolean;
  mayRefuse: boolean;
  /** Whether the clock may still move on while somebody works. */
  mayPause: boolean;
  account: Account;
  /** What must never be, in words. */
  complaints: readonly string[];
}

export function replaceMessage(
  state: State,
  label: string,
  change: Partial<Queued>,
): State {
  const messages = state.messages.map((message) =>
    message.label === label ? { ...message, ...change } : message,
  );
  return { ...state, messages };
}

/** Gives equal texts for states from which the same can happen, and different texts for others. */
export function createKeys(): (state: State) => string {
  const ids = new Map<string, number>();
  const known = new WeakMap<object, number>();
  const numberOf = (text: string) => {
    const id = ids.get(text) ?? ids.size;
    ids.set(text, id);
    return id;
  };
  /** A small number for a value, by its content; what has not changed is not looked at again. */
  function idOf(value: object, toContent: (value: object) => string = toText): number {
    const id = known.get(value) ?? numberOf(toContent(value));
    known.set(value, id);
    return id;
  }
  const eachItem = (items: object) =>
    Object.entries(items)
      .map(([pk, item]) => `${pk} ${idOf(item)}`)
      .sort()
      .join('\n');
  const describe = ({ label, body, receives, visibleAt, run, isDone }: Queued) =>
    `${label} ${numberOf(body)} ${receives} ${isDone ? 'done' : visibleAt} ${run?.id}`;
  return ({ now, items, lagging, contacts, late, messages, account, ...flags }) =>
    [
      now,
      idOf(items, eachItem),
      ...[lagging, contacts, late, account.applied, account.outcomes].map((value) =>
        idOf(value),
      ),
      ...messages.map(describe),
      flags.mayFail,
      flags.mayRefuse,
      flags.mayPause,
      flags.complaints.length,
    ].join(' ');
}
