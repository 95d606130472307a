/**
 * Something the person at the keyboard can put right. `report` tells it whole: where, what, what to
 * do; no stack trace is shown.
 */
export class PlainError extends Error {
  override readonly name = 'PlainError';

  get report(): string {
    return this.message;
  }
}
