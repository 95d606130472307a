import * as z from 'zod';

export const parkedEventSchema = z.object({
  id: z.string(),
  source: z.string(),
  workspace: z.string(),
  requestId: z.string().optional(),
  receivedAt: z.number(),
  parkedAt: z.number(),
  reason: z.string(),
  detail: z.string().optional(),
  contactId: z.string().optional(),
  /** `parked no-contact (…)`. */
  words: z.string(),
});
export type ParkedEvent = z.output<typeof parkedEventSchema>;

export const parkedSchema = z.object({
  /** Newest first. */
  events: z.array(parkedEventSchema),
  /** By reason and source, with what to do about the reason. */
  groups: z.array(
    z.object({
      reason: z.string(),
      source: z.string(),
      count: z.number(),
      oldestAt: z.number(),
      cure: z.string(),
    }),
  ),
  notes: z.array(z.string()),
});
export type Parked = z.output<typeof parkedSchema>;

export const eventIdsSchema = z.strictObject({ ids: z.array(z.string()).min(1).max(500) });

/** `reveal` shows values that are masked else. */
export const askPlanSchema = eventIdsSchema.extend({ reveal: z.boolean().default(false) });

/** What a replay would come to. Nothing is sent by asking. */
export const planSchema = z.object({
  ids: z.array(z.string()),
  /** Stands for all that the plan says: it is sent only while the plan is still the same. */
  digest: z.string(),
  /** `now`, `next` and the values in `lines` are not shown before they are asked for. */
  isMasked: z.boolean(),
  contacts: z.array(
    z.object({
      workspace: z.string(),
      /** Of one that would be made: `new contact 1`, counted in each workspace. */
      contactId: z.string(),
      /** Those of several events one after the other: a field can be there more than once. */
      fields: z.array(
        z.object({
          field: z.string(),
          now: z.unknown().optional(),
          next: z.unknown().optional(),
          isSame: z.boolean(),
        }),
      ),
    }),
  ),
  /** How each event would end. */
  events: z.array(
    z.object({
      id: z.string(),
      words: z.string(),
      stale: z.array(z.string()),
      stillParked: z.boolean(),
    }),
  ),
  payloadsGone: z.number(),
  /** How many requests to Bridge it would be. */
  requests: z.number(),
  /** The lines of `replay`. */
  lines: z.array(z.string()),
  /** Why it cannot be sent as it is: another configuration is deployed, or only reading. */
  blocked: z.string().optional(),
});
export type Plan = z.output<typeof planSchema>;

export const sendPlanSchema = z.strictObject({
  ids: z.array(z.string()).min(1).max(500),
  digest: z.string(),
});

/** `sent: false` comes with the plan as it would be now, and says what has changed. */
export const sentSchema = z.object({
  sent: z.boolean(),
  message: z.string(),
  plan: planSchema.optional(),
});
export type Sent = z.output<typeof sentSchema>;

export const discardedSchema = z.object({
  discarded: z.array(z.string()),
  message: z.string(),
});
export type Discarded = z.output<typeof discardedSchema>;
