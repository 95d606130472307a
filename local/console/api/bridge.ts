import * as z from 'zod';

export const faultNames = ['503', 'slow', '429', '422', 'reject-key', 'drop'] as const;

export const setFaultSchema = z.strictObject({
  fault: z.enum(faultNames),
  /** How many requests it meets. */
  times: z.number().int().min(1).max(1000).default(1),
});

/** The simulator of this machine. */
export const bridgeViewSchema = z.object({
  workspaces: z.array(
    z.object({
      name: z.string(),
      contacts: z.array(
        z.object({
          id: z.string(),
          /** Names and values as Bridge has them, custom attributes by their names. */
          fields: z.array(z.object({ field: z.string(), value: z.unknown() })),
        }),
      ),
    }),
  ),
  /** Faults that are still to come, in words. */
  faults: z.array(z.object({ words: z.string(), left: z.number() })),
  notes: z.array(z.string()),
});
export type BridgeView = z.output<typeof bridgeViewSchema>;
