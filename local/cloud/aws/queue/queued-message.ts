import * as z from 'zod';
import { messageAttributesSchema } from './message.ts';

/** A message as it was sent; times in ms since 1970. */
export const sentMessageSchema = z.object({
  id: z.string(),
  /** Orders the messages of a queue. */
  sequence: z.string(),
  body: z.string(),
  groupId: z.string(),
  deduplicationId: z.string(),
  attributes: messageAttributesSchema.optional(),
  sentAt: z.number(),
  /** Set on a message that was moved to a dead-letter queue. */
  deadLetterSourceArn: z.string().optional(),
});
export type SentMessage = z.output<typeof sentMessageSchema>;

/** What happened to a message since; times in ms since 1970. */
export const messageProgressSchema = z.object({
  receiveCount: z.number(),
  firstReceivedAt: z.number().optional(),
  receivedAt: z.number().optional(),
  /** Not delivered before this time: delayed, or in flight. */
  hiddenUntil: z.number(),
  inFlight: z.boolean(),
});
export type MessageProgress = z.output<typeof messageProgressSchema>;

export type QueuedMessage = SentMessage & MessageProgress & { receiptHandle?: string };

/** What a message is before the queue has numbered it. */
export type NewMessage = Omit<SentMessage, 'sequence' | 'sentAt'>;
