import type { BridgeView } from '../../local/console/api/bridge.ts';

export type Contact = BridgeView['workspaces'][number]['contacts'][number];

/**
 * The contacts that hold each of the words somewhere: in a name of a field, in a value, in their
 * id. Capitals make no difference.
 */
export function findContacts(contacts: readonly Contact[], search: string): Contact[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return contacts.filter((contact) => {
    const text = textOf(contact);
    return words.every((word) => text.includes(word));
  });
}

function textOf({ id, fields }: Contact): string {
  const texts = fields.map(({ field, value }) => `${field}\n${plain(value)}`);
  return [id, ...texts].join('\n').toLowerCase();
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
