import * as z from 'zod';

/** What is asked for or answered besides the views: a line each. */

export const commandSchema = z.object({ command: z.string() });

/** The name of the new sample: what one is, is known where it is kept. */
export const keepTestCaseSchema = z.strictObject({
  name: z.string().max(100),
});

export const releaseHoldSchema = z.strictObject({ workspace: z.string() });

/** What was done, in the words of the command line. */
export const messageSchema = z.object({ message: z.string() });

/** Where a stream goes on: the newest version of a row that is known. */
export const versionSchema = z.object({
  version: z.coerce.number().int().nonnegative().optional(),
});
