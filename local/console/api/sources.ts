import * as z from 'zod';

/** How an entry of a map fared: shares from 0 to 1, `null` for hours without events. */
export const entryTrendSchema = z.object({
  field: z.string(),
  /** Hour by hour, oldest first; the last is the current one. */
  shares: z.array(z.number().nullable()),
  events: z.number(),
  beforePercent: z.number().optional(),
  nowPercent: z.number().optional(),
  /** ISO; since when it drifts. */
  driftsSince: z.string().optional(),
});
export type EntryTrend = z.output<typeof entryTrendSchema>;

export const keyStateSchema = z.object({
  name: z.string(),
  which: z.enum(['current', 'previous']),
  /** `set`, `missing`, `a placeholder` …: the words of `check`. */
  state: z.string(),
  lastMatchedAt: z.number().optional(),
});

/** One line of the list of sources. */
export const sourceSummarySchema = z.object({
  name: z.string(),
  provider: z.string(),
  workspace: z.string(),
  url: z.string(),
  /** Requests per hour of the last 24, oldest first. */
  volume: z.array(z.number()),
  refused: z.number(),
  parked: z.number(),
  drifting: z.number(),
  /** What is wrong with its configuration, as `check` says it. */
  problems: z.array(z.string()),
});
export type SourceSummary = z.output<typeof sourceSummarySchema>;

export const workspaceStateSchema = z.object({
  name: z.string(),
  /** `on hold since … (unavailable)` in the words of `hold show`; absent while it flows. */
  hold: z.string().optional(),
  /** What waits, in the words of `events`. */
  waiting: z.string(),
});

export const sourcesSchema = z.object({
  sources: z.array(sourceSummarySchema),
  workspaces: z.array(workspaceStateSchema),
  notes: z.array(z.string()),
});
export type Sources = z.output<typeof sourcesSchema>;

export const sourceViewSchema = z.object({
  summary: sourceSummarySchema,
  workspace: workspaceStateSchema,
  /** A signed curl of its first sample, or why there is none. */
  curl: z
    .object({
      sample: z.string(),
      command: z.string().optional(),
      problem: z.string().optional(),
    })
    .optional(),
  /** Whether the handshake, if it has one, was answered: in words. */
  handshake: z.object({ words: z.string(), at: z.number().optional() }).optional(),
  keys: z.array(keyStateSchema),
  refusals: z.array(z.object({ cause: z.string(), words: z.string(), count: z.number() })),
  entries: z.array(entryTrendSchema),
  /** What the map can be tried on. */
  payloads: z.array(
    z.object({ key: z.string(), kind: z.enum(['sample', 'recorded']), label: z.string() }),
  ),
  notes: z.array(z.string()),
});
export type SourceView = z.output<typeof sourceViewSchema>;

/** What a payload comes to, as `preview` says it: one for each event. */
export const mapViewSchema = z.object({
  payload: z.unknown(),
  events: z.array(
    z.object({
      title: z.string(),
      id: z.string(),
      idFrom: z.string(),
      time: z.string(),
      foundBy: z.string(),
      fields: z.array(
        z.object({
          field: z.string(),
          from: z.string(),
          value: z.unknown().optional(),
          why: z.string(),
        }),
      ),
      /** Leaves that nothing uses, with the expression to paste. */
      unused: z.array(z.object({ yaml: z.string(), value: z.unknown() })),
    }),
  ),
  notes: z.array(z.string()),
});
export type MapView = z.output<typeof mapViewSchema>;
