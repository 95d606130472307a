import { type CallKind, PermanentFailure, TransientFailure } from '../errors.ts';
import type { BridgeAnswer } from './bridge-answer.ts';

/**
 * Bridge refused the content of a request for good. `answer` is Bridge's word, cut short; it may
 * hold personal data.
 */
export class RefusedByBridge extends PermanentFailure {
  readonly status: number;

  constructor(status: number, answer: string, detail: string) {
    super('refused', { detail, answer });
    this.status = status;
  }
}

/** What an answer means for the call it answers, by what happens next. */
export type Verdict =
  | { kind: 'ok'; status: number; body: unknown }
  /** The key is refused (401, 403), or no header can carry it; then `status` is absent. */
  | { kind: 'key-refused'; status?: number | undefined; detail: string }
  | { kind: 'missing'; failure: RefusedByBridge }
  | { kind: 'refused'; failure: RefusedByBridge }
  | { kind: 'later'; failure: TransientFailure };

/** How each kind of call is named in details. */
const names: Record<CallKind, string> = {
  search: 'GET contacts (search)',
  create: 'POST contact',
  read: 'GET contact',
  patch: 'PATCH contact',
  attributes: 'GET attributes',
  list: 'GET contacts',
};

const keptAnswerLength = 2_000;

/** A failure of a call of this kind, made for a call of the kind `madeFor`. */
export function failed(
  reason: 'unavailable' | 'ambiguous' | 'rate-limited' | 'key-rejected' | 'denied',
  { kind, madeFor }: { kind: CallKind; madeFor: CallKind },
  what: string,
  answer: { retryAfterSeconds?: number | undefined; status?: number | undefined } = {},
): TransientFailure {
  const detail = describe(kind, what);
  const { retryAfterSeconds, status } = answer;
  return new TransientFailure(reason, {
    call: madeFor,
    detail,
    retryAfterSeconds,
    status,
  });
}

/** A detail: the call, and codes. */
function describe(kind: CallKind, what: string): string {
  return `${names[kind]}: ${what}`;
}

/**
 * What is said of a call that Bridge has perhaps applied: nothing, if it only
 * reads.
 */
export function inDoubt(kind: CallKind): 'ambiguous' | 'unavailable' {
  return kind === 'patch' || kind === 'create' ? 'ambiguous' : 'unavailable';
}

/**
 * Classifies an answer. Every 5xx of a write is in doubt: a gateway that gave up may still have it
 * applied. A redirect is never followed: the base URL is wrong, and following would send the key
 * elsewhere.
 */
export function judgeAnswer(
  answer: BridgeAnswer,
  call: { kind: CallKind; madeFor: CallKind },
): Verdict {
  const { kind } = call;
  if (answer.kind === 'unusableKey')
    return { kind: 'key-refused', detail: describe(kind, answer.code) };
  if (answer.kind === 'notSent')
    return { kind: 'later', failure: failed('unavailable', call, answer.code) };
  if (answer.kind === 'ambiguous')
    return { kind: 'later', failure: failed(inDoubt(kind), call, answer.code) };
  const { status, body, retryAfterSeconds } = answer;
  const what = `status ${status}`;
  const later = (reason: 'unavailable' | 'ambiguous' | 'rate-limited'): Verdict => ({
    kind: 'later',
    failure: failed(reason, call, what, { retryAfterSeconds, status }),
  });
  if (status >= 200 && status < 300) return { kind: 'ok', status, body };
  if (status === 401 || status === 403)
    return { kind: 'key-refused', status, detail: describe(kind, what) };
  if (status === 425 || status === 429) return later('rate-limited');
  if (status === 408 || status >= 500) return later(inDoubt(kind));
  if (status < 400) return later('unavailable');
  const failure = new RefusedByBridge(status, wordsOf(body), describe(kind, what));
  return { kind: status === 404 ? 'missing' : 'refused', failure };
}

/** Cut to a size; half a character at the cut would be no text that a table takes. */
function wordsOf(body: unknown): string {
  if (body === undefined) return '';
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text.slice(0, keptAnswerLength).toWellFormed();
}
