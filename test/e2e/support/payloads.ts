import type { Person } from './person.ts';

/** A body, as its sender writes it. */
export interface Body {
  json: unknown;
}

/** What an event says of a person, beside the address. */
interface Said {
  lastName: string;
  /** When it happened; default: some time ago, the same for all. */
  at?: string;
}

const someTimeAgo = '2026-01-01T10:00:00Z';

/** What website-form and branch-form send. */
export function formFilledIn({ email }: Person, { lastName, at }: Said): Body {
  return {
    json: {
      type: 'contact.updated',
      timestamp: at ?? someTimeAgo,
      data: { firstName: 'Vera', lastName, email },
    },
  };
}

/** What the CRM sends of the person that it knows by this id; `rep` looks after the person. */
export function changedInCrm(
  id: string,
  { email }: Pick<Person, 'email'>,
  { lastName, at, rep }: Said & { rep?: string },
): Body {
  return {
    json: {
      type: 'contact.updated',
      timestamp: at ?? someTimeAgo,
      data: { id, firstName: 'Vera', lastName, email, rep },
    },
  };
}
