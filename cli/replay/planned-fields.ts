import type { PlannedPatch } from './dry-bridge.ts';
import { attributeTexts } from './patch-body.ts';

/** One field of a PATCH: what Bridge holds, and what it would be sent. `null` clears. */
export interface PlannedField {
  field: string;
  now: unknown;
  next: unknown;
}

/** Whether Bridge holds already what it would be sent. */
export function isSame({ now, next }: PlannedField): boolean {
  return JSON.stringify(now) === JSON.stringify(next);
}

/**
 * The fields of a planned PATCH that would change something, and those that would be sent as they
 * are.
 */
export function fieldsOf({ body, before, names }: PlannedPatch): PlannedField[] {
  const { ownerIdentifier: owner, customAttributes: _, ...scalars } = body;
  const held = new Map<string, unknown>(Object.entries(before));
  const fields: PlannedField[] = Object.entries(scalars).map(([field, next]) => ({
    field,
    now: held.get(field) ?? null,
    next,
  }));
  if (owner !== undefined)
    fields.push({ field: 'owner', now: before.ownerId ?? null, next: owner.identifier });
  const textsBefore = (name: string) =>
    (before.customAttributes ?? []).find(({ key }) => key === name)?.values ?? [];
  const attributes = attributeTexts(body, names).map(([name, next]) => ({
    field: `customAttributes.${name}`,
    now: textsBefore(name),
    next,
  }));
  return [...fields, ...attributes];
}
