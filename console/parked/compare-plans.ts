import type { Plan } from '../../local/console/api/parked.ts';

/** What a plan says that the one before it did not: contacts with fields, and ids of events. */
export interface PlanChanges {
  /** Keys of `fieldKey`. */
  fields: Set<string>;
  /** Events that would end in another way. */
  events: Set<string>;
  /** Fields that would not be sent any more: what was to be sent. */
  gone: { contactId: string; field: string; next: unknown; isMasked: boolean }[];
}

/** One text for a field of a contact. */
export function fieldKey(contactId: string, field: string): string {
  return JSON.stringify([contactId, field]);
}

/**
 * What differs between a plan and the plan that is made of the same events later. Values are
 * compared where both show them.
 */
export function comparePlans(before: Plan, after: Plan): PlanChanges {
  const hasValues = !before.isMasked && !after.isMasked;
  const [old, current] = [fieldsOf(before, hasValues), fieldsOf(after, hasValues)];
  const endings = new Map(before.events.map((event) => [event.id, JSON.stringify(event)]));
  return {
    fields: new Set(
      [...current]
        .filter(([key, { text }]) => old.get(key)?.text !== text)
        .map(([key]) => key),
    ),
    events: new Set(
      after.events
        .filter((event) => endings.get(event.id) !== JSON.stringify(event))
        .map(({ id }) => id),
    ),
    gone: [...old]
      .filter(([key]) => !current.has(key))
      .map(([, { contactId, field, next }]) => ({
        contactId,
        field,
        next,
        isMasked: before.isMasked,
      })),
  };
}

function fieldsOf({ contacts }: Plan, hasValues: boolean) {
  return new Map(
    contacts.flatMap(({ contactId, fields }) =>
      fields.map(({ field, now, next, isSame }) => [
        fieldKey(contactId, field),
        {
          contactId,
          field,
          next,
          text: JSON.stringify(hasValues ? [now, next] : isSame),
        },
      ]),
    ),
  );
}
