import * as z from 'zod';

/**
 * A contact as Bridge answers it (`Contact` in openapi.json), every property present. A test
 * compares the names with the description.
 */
export const contactSchema = z.strictObject({
  id: z.uuid(),
  workspaceId: z.uuid(),
  type: z.enum(['PARTIAL', 'NORMAL']),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  email: z.email().nullable(),
  cellphone: z.e164().nullable(),
  customAttributes: z.array(
    z.strictObject({ key: z.string(), values: z.array(z.string()) }),
  ),
  languageCode: z.enum(['ES', 'EN']).nullable(),
  ownerId: z.string().nullable(),
});
export type Contact = z.infer<typeof contactSchema>;

/** What a person can put into the simulator: a contact without its id, everything optional. */
export const contactSeedSchema = contactSchema.omit({ id: true }).partial();
export type ContactSeed = z.input<typeof contactSeedSchema>;

/** The write form of custom attributes (`CustomAttributesWrite`). */
export interface AttributesChange {
  openAttributes?: { customAttributeId: string; content: string }[];
  closedAttributes?: { customAttributeId: string; closedCustomAttributeIds: string[] }[];
}

/**
 * The write form of a contact: `ContactUpdateRequest`, of which the two POST bodies are special
 * cases.
 */
export interface ContactChange {
  firstName?: string | null;
  lastName?: string | null;
  email?: string | null;
  languageCode?: 'ES' | 'EN' | null;
  cellphone?: string | null;
  ownerIdentifier?: { identifier: string; identifierType: 'ID' | 'EMAIL' };
  customAttributes?: AttributesChange;
}

/** The fields that hold one text each. */
export const scalars = [
  'firstName',
  'lastName',
  'email',
  'cellphone',
  'languageCode',
] as const;

/** A contact nobody has filled yet. */
export function emptyContact(id: string, workspaceId: string, now: number): Contact {
  const at = new Date(now).toISOString();
  return {
    id,
    workspaceId,
    type: 'PARTIAL',
    createdAt: at,
    updatedAt: at,
    firstName: null,
    lastName: null,
    email: null,
    cellphone: null,
    customAttributes: [],
    languageCode: null,
    ownerId: null,
  };
}
