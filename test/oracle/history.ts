/** What happens in one run: plain JSON, to be pasted into a test as it is printed. */
export interface History {
  /** Where the latencies of all edge calls come from; with 0 each takes 1 ms. */
  seed: number;
  requests: HookRequest[];
  /**
   * Contacts that a person deletes in Bridge, when all that came before is done; then only crm-a
   * speaks of them, with the number.
   */
  deletions?: { at: number; person: number }[];
  /** Bridge answers 503 from `at`, for so many seconds. */
  outages?: { at: number; seconds: number }[];
  /** Events whose PATCH Bridge always answers 500; no other event speaks of their people. */
  poison?: string[];
  /** Values that Bridge answers 422, and names in its answer. */
  refusals?: { event: string; property: Property }[];
  faults: Fault[];
}

export type SourceName = 'crm-a' | 'crm-b' | 'form';
/** What an event may say of a contact, as the sources call it, besides the number. */
export const properties = ['first', 'last', 'email', 'plan', 'level'] as const;
export type Property = (typeof properties)[number];

/** One request of a sender, who sends it again until it is taken. */
export interface HookRequest {
  /** Ms after the start. */
  at: number;
  source: SourceName;
  events: OracleEvent[];
}

/** An event; what it writes follows from its id, so that every value tells where it came from. */
export interface OracleEvent {
  id: string;
  /** 0 is in Bridge from the start, the others are unknown there. */
  person: number;
  /** When it happened, ms after the start; may lie in the future. */
  time: number;
  /** crm-a: the event is of the person's second id, which `merge` makes one with the first. */
  isAlias?: true;
  /** crm-a: says that the second id is the first now, and nothing else. */
  isMerge?: true;
  /** crm-a: says that the first ids of everybody are one now, which nobody can do. */
  isDispute?: true;
  hasPhone?: true;
  sets?: Property[];
  clears?: Property[];
}

/** What can go wrong with an edge call, or with who makes it. */
export const faultKinds = [
  /** Not made: 5xx. */
  'refused',
  /** Not made: 429, or what AWS says instead. */
  'throttled',
  /** Not made: 401, or AWS denies access. */
  'denied',
  /** Not made: no connection. */
  'unsent',
  /** Made; the connection breaks before the answer. */
  'lost',
  /** Made; a gateway answers 504. Bridge does it `seconds` later. */
  'gateway',
  /** Made twice; the second answer counts. */
  'twice',
  /** Made `seconds` later. Of Bridge nobody waits for it as long as that. */
  'slow',
  /** A batch: half of it made. */
  'partial',
  /** The function dies before the call. */
  'killed',
  /** The function dies after the call; Bridge does it `seconds` later. */
  'killedAfter',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A fault at the edge call with this number, counted from 0 over the whole run. */
export interface Fault {
  call: number;
  /** Counts only the calls of this name, as `bridge.PATCH contact`. */
  of?: string;
  kind: FaultKind;
  seconds?: number;
}

/** A function that waits so long for AWS is ended by its timeout, at the latest the second time. */
export function isDeadly({ kind, seconds = 0 }: Fault): boolean {
  return kind === 'killed' || kind === 'killedAfter' || (kind === 'slow' && seconds > 10);
}
