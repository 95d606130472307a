import * as z from 'zod';

export const tabs = ['timeline', 'parked', 'sources', 'bridge'] as const;

/** What the page has to know of the instance that it is about. */
export const stateSchema = z.object({
  /** `this machine`, or the name of a stack. */
  place: z.string(),
  isLocal: z.boolean(),
  /** Why nothing can be changed from here, and how it could be; absent where it can. */
  readOnly: z.string().optional(),
  tabs: z.array(z.enum(tabs)),
  sources: z.array(z.string()),
  workspaces: z.array(z.object({ name: z.string(), hold: z.string().optional() })),
  parked: z.number(),
  version: z.string(),
  /** What to send first: a signed curl, where nothing has come yet. */
  firstCurl: z.string().optional(),
});
export type State = z.output<typeof stateSchema>;

/** What goes wrong, in the words of the command line. */
export const failureSchema = z.object({ error: z.object({ lines: z.array(z.string()) }) });
