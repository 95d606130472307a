import type { Contact } from '../../local/bridge-simulator/contacts/contact.ts';
import { scalars } from '../../local/bridge-simulator/contacts/contact.ts';

/** A contact as it is shown: what has a value, custom attributes by their names. */
export interface ShownContact {
  id: string;
  fields: { field: string; value: unknown }[];
}

/** The contacts of each workspace, by its name in bridge.yaml. */
export function byWorkspace(
  contacts: readonly Contact[],
  workspaces: Readonly<Record<string, { id: string }>>,
): { name: string; contacts: ShownContact[] }[] {
  return Object.entries(workspaces).map(([name, { id }]) => ({
    name,
    contacts: contacts
      .filter(({ workspaceId }) => workspaceId.toLowerCase() === id.toLowerCase())
      .map(toShown),
  }));
}

function toShown(contact: Contact): ShownContact {
  const fields = [...scalars, 'ownerId' as const].map((field) => ({
    field,
    value: contact[field],
  }));
  const attributes = contact.customAttributes.map(({ key, values }) => ({
    field: `customAttributes.${key}`,
    value: values,
  }));
  return {
    id: contact.id,
    fields: [...fields.filter(({ value }) => value !== null), ...attributes],
  };
}
