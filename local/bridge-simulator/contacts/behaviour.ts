import * as z from 'zod';

/**
 * Bridge's answers to what its pages leave open. The defaults are the likeliest reading; a client
 * must be right, or fail without losing anything, under each.
 */
export const behaviourSchema = z.strictObject({
  /** What null does to a scalar; `refuse` is 422. */
  nullMeans: z.enum(['clear', 'ignore', 'refuse']).default('clear'),
  /** Whether a PATCH that leaves out fields keeps them or clears them. */
  omittedFields: z.enum(['keep', 'clear']).default('keep'),
  /** Whether a list of attributes is merged into the contact's or takes its place. */
  customAttributes: z.enum(['merge', 'replace']).default('merge'),
  /** Whether chosen options take the place of the earlier ones or join them. */
  closedOptions: z.enum(['replace', 'add']).default('replace'),
  /** What content "" does to an open attribute. */
  emptyContent: z.enum(['clear', 'ignore', 'refuse']).default('clear'),
  /** What an empty list of options does to a closed attribute, also where options are added. */
  emptyOptions: z.enum(['clear', 'ignore', 'refuse']).default('clear'),
  /**
   * Who can own contacts, each shown by id. Without a list everybody can, and is shown as written.
   */
  owners: z
    .array(z.strictObject({ id: z.string().min(1), email: z.email() }))
    .nullable()
    .default(null),
  /** What becomes of an owner who is not among `owners`: 422, 404, or the owner stays as it is. */
  unknownOwner: z.enum(['refuse', 'notFound', 'ignore']).default('refuse'),
  /** What a PATCH that was applied is answered with: 200 and something, or 204 and nothing. */
  patchAnswer: z.enum(['contact', 'nothing', 'anotherContact', 'page']).default('contact'),
  /** Whether a search minds capitals. */
  search: z.enum(['ignoresCase', 'mindsCase']).default('ignoresCase'),
  /** In which letters ids of contacts are written. They are read in either. */
  ids: z.enum(['lower', 'upper']).default('lower'),
  /** How far reading and searching lag behind what was written. */
  readsLagSeconds: z.number().min(0).max(600).default(0),
  /** For how long a new contact is there for nobody, a PATCH included. */
  newContactsLagSeconds: z.number().min(0).max(600).default(0),
  /**
   * Whether each page begins with the last contact of the one before, or gives a cursor even if it
   * is the last.
   */
  pages: z.enum(['distinct', 'overlapping', 'endless']).default('distinct'),
  /** Whether there is an attribute of a category that the description does not know. */
  unknownCategory: z.boolean().default(false),
  /** What the key may not do: 403. */
  closedToKey: z.array(z.enum(['attributes', 'list'])).default([]),
});
export type Behaviour = z.output<typeof behaviourSchema>;
export type Owner = NonNullable<Behaviour['owners']>[number];
