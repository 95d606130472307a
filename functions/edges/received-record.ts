import type { SQSRecord } from 'aws-lambda';

/** How often SQS has handed this message out, this time included. */
export function receiveCountOf({ attributes }: SQSRecord): number {
  return Number(attributes.ApproximateReceiveCount);
}

/** By the queue's clock: a replayed message says when it was received first, long ago perhaps. */
export function waitedSeconds({ attributes }: SQSRecord, now: number): number {
  return Math.max(0, Math.round((now - Number(attributes.SentTimestamp)) / 1000));
}
