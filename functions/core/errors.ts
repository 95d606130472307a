/** Errors are named by who has to act. Anything else that is thrown is a bug and is never taken for weather. */

/** The sender has to act: a 4xx with paths, never values. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
  readonly status: number;
  readonly error: string;
  readonly paths: string[] | undefined;

  constructor(
    status: number,
    error: string,
    message: string,
    options: { paths?: string[]; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.status = status;
    this.error = error;
    this.paths = options.paths;
  }
}

export type TransientReason =
  | 'unavailable'
  | 'rate-limited'
  | 'key-rejected'
  | 'no-bridge-key'
  | 'denied'
  | 'ambiguous'
  | 'lease-taken'
  | 'lease-lost'
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
  readonly retryAfterSeconds: number | undefined;
  /** When the message is to come back, seconds from now, where that is decided already: jitter is in it. */
  readonly waitSeconds: number | undefined;
  readonly detail: string | undefined;

  constructor(
    reason: TransientReason,
    options: {
      retryAfterSeconds?: number | undefined;
      waitSeconds?: number;
      cause?: unknown;
      detail?: string | undefined;
    } = {},
  ) {
    super(options.detail === undefined ? reason : `${reason}: ${options.detail}`, {
      cause: options.cause,
    });
    this.reason = reason;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.waitSeconds = options.waitSeconds;
    this.detail = options.detail;
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
  | 'forbidden'
  | 'refused'
  | 'not-applied'
  | 'crashed'
  | 'bridge-error';

/** We have to act: the event is parked with a reason. `detail` holds paths and codes; `answer` Bridge's words, kept but never logged. */
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
