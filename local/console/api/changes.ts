import * as z from 'zod';

/** What is asked for or answered besides the views: a line each. */

export const commandSchema = z.object({ command: z.string() });

/** The name of the new sample: that of a file, so without a path. */
export const keepTestCaseSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'small letters, digits and hyphens'),
});

export const releaseHoldSchema = z.strictObject({ workspace: z.string() });

/** What was done, in the words of the command line. */
export const messageSchema = z.object({ message: z.string() });

/** Where a stream goes on: the newest version of a row that is known. */
export const versionSchema = z.object({
  version: z.coerce.number().int().nonnegative().optional(),
});
