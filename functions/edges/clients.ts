/**
 * How long calls to AWS can take, by client. Deliver lives 30 s, receive has to answer within 5;
 * the SDK itself would wait until they are killed.
 */

const patience = (connectMs: number, silenceMs: number, maxAttempts: number) => ({
  maxAttempts,
  requestHandler: {
    connectionTimeout: connectMs,
    /** Without a byte: before the answer, and in the middle of it. */
    socketTimeout: silenceMs,
  },
});

/**
 * DynamoDB answers within 10 ms, a batch of large items within a second. Twice, because a socket
 * that was kept can be dead: what hangs is over after 5 s, in time to put the message off.
 */
export const tableOptions = patience(1_000, 2_500, 2);

/** Receive only counts there, and its sender waits. */
export const receiveTableOptions = patience(300, 400, 1);

/** Two attempts, both within the time that a secret is waited for. */
export const secretsOptions = patience(500, 900, 2);

/** Once: `createEnqueue` repeats, and knows by when the sender must have its answer. */
export const receiveQueueOptions = patience(1_000, 5_000, 1);

/** What cannot be put off comes back with the queue's visibility timeout. */
export const deliverQueueOptions = patience(1_000, 2_500, 2);
