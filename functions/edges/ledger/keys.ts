import type { CallKind } from '../../core/errors.ts';
import type { ContactRef } from '../../core/memory/contact-ref.ts';
import { type LinkKey, systemOf } from '../../core/memory/links.ts';

/** Every item of the table is one of these; its key is `<kind>#<name>`. */
export type ItemKind =
  | 'event'
  | 'kept'
  | 'message'
  | 'contact'
  | 'link'
  | 'claim'
  | 'workspace'
  | 'drift';

const keyOf = (kind: ItemKind, name: string) => `${kind}#${name}`;

export const eventKey = (id: string) => keyOf('event', id);
/** The payload of an event that has ended, where it goes before the event is forgotten. */
export const keptKey = (id: string) => keyOf('kept', id);
/** What is noted of a message that comes back, by its dedup id. */
export const messageKey = (id: string) => keyOf('message', id);
/** Clocks, doubts, lease, and the senders' ids that the contact has. */
export const contactKey = (contact: ContactRef) => keyOf('contact', contactName(contact));
export const linkKey = (key: LinkKey) => keyOf('link', key);
export const claimKey = (name: string) => keyOf('claim', name);
export const workspaceKey = (workspace: string) => keyOf('workspace', workspace);
/** What was counted of a source in an hour, by its first ms since 1970. */
export const driftKey = (source: string, hour: number) =>
  keyOf('drift', `${source}#${new Date(hour).toISOString().slice(0, 13)}`);

/** What all keys of a kind begin with. */
export const prefixOf = (kind: ItemKind) => keyOf(kind, '');

/** The name in a key of that kind; `undefined` for a key of another. */
export function nameIn(kind: ItemKind, key: string): string | undefined {
  const prefix = prefixOf(kind);
  return key.startsWith(prefix) ? key.slice(prefix.length) : undefined;
}

/**
 * A contact as links name it, and events of earlier versions, in the attribute that the index
 * `byContact` is made of.
 */
export function contactName({ workspace, contactId }: ContactRef): string {
  return `${workspace}#${contactId}`;
}

/** The contact's id in its name: workspaces have no `#`. */
export function contactIdIn(name: string): string {
  return name.slice(name.indexOf('#') + 1);
}

/** The hash of the sender's id in the key of a link. */
export function hashIn(key: LinkKey): string {
  return key.slice(key.lastIndexOf('#') + 1);
}

const idsPrefix = 'ids#';

/**
 * The attribute with the set of a contact's ids of one system. One of its own, because DynamoDB
 * adds to sets at the top level only.
 */
export const idsAttribute = (key: LinkKey) => `${idsPrefix}${systemOf(key)}`;

/** Whether an attribute of a contact's item is such a set. */
export const isIdsAttribute = (attribute: string) => attribute.startsWith(idsPrefix);

/** The attribute of a workspace's item with the last success of a kind of call. */
export const successAttribute = (kind: CallKind) => `ok_${kind}` as const;
