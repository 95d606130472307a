/**
 * How long a contact belongs to one run of deliver, in seconds: longer than the function can live
 * plus the time an unanswered request may still be applied.
 */
export const leaseSeconds = 60;

/** The longest an event waits between two tries, in seconds, unless a lease has longer to run. */
export const longestDelaySeconds = 15 * 60;

/** How far apart the clocks of two machines can be, in seconds: a lease ends by another's clock. */
export const clockSkewSeconds = 2;

/** What a run needs after its last call to Bridge to write down what came of it, in seconds. */
export const settlingSeconds = 6;
