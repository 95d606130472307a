import * as z from 'zod';

/** What becomes of a value that asks for something to be cleared. */
const clearing = z.enum(['clears', 'ignored', 'refused']);

/**
 * Bridge's answers to what its pages leave open, in the words of `behaviour:` in bridge.yaml where
 * it has them. The defaults are the likeliest reading; a client must be right, or fail without
 * losing anything, under each.
 */
export const behaviourSchema = z.strictObject({
  /** What null does to a scalar; `refused` is 422. */
  nulls: clearing.default('clears'),
  /** Whether a PATCH that leaves out fields keeps them or clears them. */
  omittedFields: z.enum(['kept', 'cleared']).default('kept'),
  /** Whether a list of attributes is merged into the contact's or takes its place. */
  attributeList: z.enum(['merges', 'replaces']).default('merges'),
  /** Whether chosen options take the place of the earlier ones or join them. */
  optionList: z.enum(['replaces', 'adds']).default('replaces'),
  /** What an empty text, or an empty list of options, does to an attribute. */
  emptyAttribute: clearing.default('clears'),
  /** The same of an empty list of options, where that differs; also where options are added. */
  emptyOptions: clearing.optional(),
  /**
   * Who can own contacts, each shown by id. Without a list everybody can, and is shown as written.
   */
  owners: z
    .array(z.strictObject({ id: z.string().min(1), email: z.email() }))
    .nullable()
    .default(null),
  /** What becomes of an owner who is not among `owners`: 422, 404, or the owner stays as it is. */
  unknownOwner: z.enum(['refused', 'notFound', 'ignored']).default('refused'),
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

/** What an empty list of options does to a closed attribute. */
export function emptyOptionsOf({ emptyOptions, emptyAttribute }: Behaviour) {
  return emptyOptions ?? emptyAttribute;
}
