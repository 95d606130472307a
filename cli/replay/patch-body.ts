import * as z from 'zod';

const attributesSchema = z.object({
  openAttributes: z.array(
    z.object({ customAttributeId: z.string(), content: z.string() }),
  ),
  closedAttributes: z.array(
    z.object({
      customAttributeId: z.string(),
      closedCustomAttributeIds: z.array(z.string()),
    }),
  ),
});
const patchSchema = z.looseObject({
  ownerIdentifier: z.object({ identifier: z.string() }).optional(),
  customAttributes: attributesSchema.optional(),
});

/** The body of a PATCH, as deliver sends it. */
export type PatchBody = z.output<typeof patchSchema>;

export function parsePatch(body: unknown): PatchBody {
  return patchSchema.parse(body);
}

/**
 * The attributes of a PATCH by their names, with the texts they would have.
 * @param names of attributes and options, by id
 */
export function attributeTexts(
  { customAttributes }: PatchBody,
  names: ReadonlyMap<string, string>,
): [name: string, texts: string[]][] {
  if (customAttributes === undefined) return [];
  const nameOf = (id: string) => names.get(id) ?? id;
  const open = customAttributes.openAttributes.map(
    ({ customAttributeId, content }): [string, string[]] => [
      nameOf(customAttributeId),
      content === '' ? [] : [content],
    ],
  );
  const closed = customAttributes.closedAttributes.map(
    ({ customAttributeId, closedCustomAttributeIds }): [string, string[]] => [
      nameOf(customAttributeId),
      closedCustomAttributeIds.map(nameOf),
    ],
  );
  return [...open, ...closed];
}
