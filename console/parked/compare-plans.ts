import type { Plan } from '../../local/console/api/parked.ts';

/** What a plan says that the one before it did not: contacts with fields, and ids of events. */
export interface PlanChanges {
  /** Keys of `fieldKeys`. */
  fields: Set<string>;
  /** Events that would end in another way. */
  events: Set<string>;
  /** Fields that would not be sent any more: what was to be sent. */
  gone: {
    key: string;
    contactId: string;
    field: string;
    next: unknown;
    isMasked: boolean;
  }[];
}

type Contact = Plan['contacts'][number];

/** One text for a contact. */
export function contactKey({
  workspace,
  contactId,
}: Pick<Contact, 'workspace' | 'contactId'>): string {
  return JSON.stringify([workspace, contactId]);
}

/**
 * One text for each field of a contact, in their order. Several events can write the same field:
 * its first time is another one than its second.
 */
export function fieldKeys(contact: Contact): string[] {
  const times = new Map<string, number>();
  return contact.fields.map(({ field }) => {
    const time = times.get(field) ?? 0;
    times.set(field, time + 1);
    return JSON.stringify([contactKey(contact), field, time]);
  });
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
      .map(([key, { contactId, field, next }]) => ({
        key,
        contactId,
        field,
        next,
        isMasked: before.isMasked,
      })),
  };
}

function fieldsOf({ contacts }: Plan, hasValues: boolean) {
  return new Map(
    contacts.flatMap((contact) => {
      const keys = fieldKeys(contact);
      return contact.fields.map(({ field, now, next, isSame }, index) => [
        keys[index] ?? '',
        {
          contactId: contact.contactId,
          field,
          next,
          text: JSON.stringify(hasValues ? [now, next] : isSame),
        },
      ]);
    }),
  );
}
