import type { Refusal } from './verify/verdict.ts';

/**
 * Errors are named by who has to act. Anything else that is thrown is a bug and is never taken for
 * weather.
 */

/** Why a sender is refused: its own answer says so, too. */
export type RejectionCode =
  | Exclude<Refusal, 'no-key'>
  | 'unknown-source'
  | 'method-not-allowed'
  | 'malformed-handshake'
  | 'wrong-token'
  | 'unsupported-media-type'
  | 'malformed-body'
  | 'body-too-large'
  | 'event-too-large'
  | 'too-many-events'
  | 'too-much-work';

/** The sender has to act: a 4xx with paths, never values. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
  readonly status: number;
  readonly error: RejectionCode;
  readonly paths: string[] | undefined;
  /** For the log, not for the sender: names that the configuration has, never values. */
  readonly detail: string | undefined;
  /** For who configures the source. */
  readonly cure: string | undefined;
  /** The methods that are taken, where this one is not. */
  readonly allow: string[] | undefined;

  constructor(
    status: number,
    error: RejectionCode,
    message: string,
    options: {
      paths?: string[] | undefined;
      detail?: string | undefined;
      cure?: string | undefined;
      allow?: string[];
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.status = status;
    this.error = error;
    this.paths = options.paths;
    this.detail = options.detail;
    this.cure = options.cure;
    this.allow = options.allow;
  }
}

/** The kinds of call to Bridge: what fails on one says nothing about another. */
export type CallKind = 'search' | 'create' | 'read' | 'patch' | 'attributes' | 'list';

export type TransientReason =
  | 'unavailable'
  | 'rate-limited'
  | 'key-rejected'
  | 'no-bridge-key'
  | 'denied'
  | 'ambiguous'
  | 'lease-taken'
  | 'lease-lost'
  | 'in-doubt'
  | 'ledger'
  | 'queue'
  | 'secrets'
  | 'no-signing-key'
  | 'on-hold'
  | 'out-of-time';

/** Time has to act: the same again later. */
export class TransientFailure extends Error {
  override readonly name = 'TransientFailure';
  readonly reason: TransientReason;
  /** The kind of call that failed, if it was one to Bridge. */
  readonly call: CallKind | undefined;
  /** Bridge's Retry-After; of a lease that is taken, the time that it has to run. */
  readonly retryAfterSeconds: number | undefined;
  /** How long the contact of an ambiguous PATCH stays taken. */
  readonly takenSeconds: number | undefined;
  /** Codes, never values. */
  readonly detail: string | undefined;
  /** Of Bridge's answer, if there was one. */
  readonly status: number | undefined;

  constructor(
    reason: TransientReason,
    options: {
      call?: CallKind | undefined;
      retryAfterSeconds?: number | undefined;
      takenSeconds?: number | undefined;
      cause?: unknown;
      detail?: string | undefined;
      status?: number | undefined;
    } = {},
  ) {
    super(options.detail === undefined ? reason : `${reason}: ${options.detail}`, {
      cause: options.cause,
    });
    this.reason = reason;
    this.call = options.call;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.takenSeconds = options.takenSeconds;
    this.detail = options.detail;
    this.status = options.status;
  }
}

export type ParkReason =
  | 'bad-expression'
  | 'unexpected-shape'
  | 'invalid-value'
  | 'too-old'
  | 'no-contact'
  | 'ambiguous'
  | 'contact-missing'
  | 'source-removed'
  | 'workspace-removed'
  | 'forbidden'
  | 'refused'
  | 'not-applied'
  | 'crashed'
  | 'bridge-error';

/**
 * We have to act: the event is parked with a reason. `detail` holds paths and codes; `answer`
 * Bridge's words, kept but never logged.
 */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
  readonly reason: ParkReason;
  readonly detail: string | undefined;
  readonly answer: string | undefined;

  constructor(
    reason: ParkReason,
    options: { detail?: string; answer?: string | undefined; cause?: unknown } = {},
  ) {
    super(reason, { cause: options.cause });
    this.reason = reason;
    this.detail = options.detail;
    this.answer = options.answer;
  }
}
