import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Clock } from '../../clock.ts';
import type { Journal } from '../../journal.ts';

/** How long SQS remembers a deduplication id. */
const windowMs = 5 * 60 * 1000;

const rememberedSchema = z.object({
  id: z.string(),
  sequence: z.string(),
  /** Ms since 1970. */
  until: z.number(),
});
type Remembered = z.output<typeof rememberedSchema>;
type SentBefore = Omit<Remembered, 'until'>;

export interface Deduplication {
  /** The message sent with this id within the last five minutes, if there was one. */
  find(groupId: string, deduplicationId: string): SentBefore | undefined;
  remember(groupId: string, deduplicationId: string, sent: SentBefore): void;
}

/** Remembers in the journal, too, under keys that begin with `prefix`. */
export function deduplication(
  scope: 'queue' | 'messageGroup',
  clock: Clock,
  journal: Journal,
  prefix: string,
): Deduplication {
  const remembered = new Map<string, Remembered>();
  for (const [key, value] of journal.entries()) {
    if (key.startsWith(prefix))
      remembered.set(key.slice(prefix.length), rememberedSchema.parse(value));
  }
  const keyOf = (groupId: string, deduplicationId: string) =>
    scope === 'queue' ? deduplicationId : `${groupId} ${deduplicationId}`;

  function forgetExpired() {
    for (const [key, { until }] of remembered) {
      if (until > clock.now()) return;
      remembered.delete(key);
      journal.delete(prefix + key);
    }
  }

  return {
    find(groupId, deduplicationId) {
      forgetExpired();
      return remembered.get(keyOf(groupId, deduplicationId));
    },
    remember(groupId, deduplicationId, sent) {
      const key = keyOf(groupId, deduplicationId);
      const value = { ...sent, until: clock.now() + windowMs };
      journal.set(prefix + key, value);
      remembered.set(key, value);
    },
  };
}

/** The deduplication id SQS makes of a body where the queue asks for that. */
export function contentId(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}
