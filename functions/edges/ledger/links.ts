import { TransientFailure } from '../../core/errors.ts';
import type { ContactRef } from '../../core/memory/contact-ref.ts';
import {
  isByHand,
  type LinkKey,
  type Links,
  workspaceOf,
} from '../../core/memory/links.ts';
import { absent, all, contains, either, equals, hasFewerThan } from './expressions.ts';
import { contactKey, contactName, idsAttribute, linkKey } from './keys.ts';
import { readLink, toLink } from './read-link.ts';
import type { Table } from './table.ts';

const maxWaiting = 1000;

export function createLinks(table: Table): Links {
  return {
    readLink: (key) => readLink(table, key),
    async idsOf(contact, key) {
      const ids = (await table.get(contactKey(contact)))[idsAttribute(key)];
      return ids instanceof Set ? [...ids] : [];
    },
    async learnLink(key, link) {
      if (!(await addId(table, link, key, link.mayShare))) return undefined;
      const { workspace, contactId, origin, at, before } = link;
      const contact = contactName(link);
      const isAsSeen = either(isContact(workspace, before), equals('contact', contact));
      const { isRefused, item } = await table.update({
        key: linkKey(key),
        set: { contact, settledAt: new Date(at).toISOString(), origin },
        remove: ['mergedInto', 'disputed', 'expiresAt'],
        if: isByHand(origin) ? isAsSeen : all(absent('mergedInto'), isAsSeen),
        give: 'new',
      });
      if (isRefused) await removeId(table, link, key);
      if (isRefused) throw new TransientFailure('lease-lost');
      if (before !== undefined && before !== contactId)
        await removeId(table, { workspace, contactId: before }, key);
      return toLink(key, item);
    },
    async dropLink(key, contactId) {
      const contact = { workspace: workspaceOf(key), contactId };
      await table.update({
        key: linkKey(key),
        remove: ['contact', 'settledAt', 'origin'],
        if: equals('contact', contactName(contact)),
      });
      await removeId(table, contact, key);
    },
    async disputeLink(key) {
      await table.update({
        key: linkKey(key),
        set: { disputed: true },
        remove: ['expiresAt'],
        if: absent('contact'),
      });
    },
    async mergeLink(key, into, at, before) {
      const { isRefused, item } = await table.update({
        key: linkKey(key),
        set: { mergedInto: into, mergedAt: new Date(at).toISOString() },
        remove: ['contact', 'settledAt', 'origin', 'expiresAt'],
        if: either(absent('contact'), isContact(workspaceOf(key), before)),
        give: 'new',
      });
      if (isRefused) throw new TransientFailure('lease-lost');
      return toLink(key, item).waiting;
    },
    async waitForLink(key, eventId) {
      await table.update({
        key: linkKey(key),
        add: { waiting: new Set([eventId]) },
        remove: ['expiresAt'],
        if: either(absent('waiting'), hasFewerThan('waiting', maxWaiting)),
      });
    },
    async stopWaiting(key, eventIds) {
      if (eventIds.length === 0) return;
      await table.update({ key: linkKey(key), delete: { waiting: new Set(eventIds) } });
    },
  };
}

/** The link leads to that contact; to none, if there was none. */
function isContact(workspace: string, contactId: string | undefined) {
  return contactId === undefined
    ? absent('contact')
    : equals('contact', contactName({ workspace, contactId }));
}

/** `false` when the contact has another id of the system, and may not have two. */
async function addId(
  table: Table,
  contact: ContactRef,
  key: LinkKey,
  mayShare: boolean,
): Promise<boolean> {
  const ids = idsAttribute(key);
  const { isRefused } = await table.update({
    key: contactKey(contact),
    add: { [ids]: new Set([key]) },
    remove: ['expiresAt'],
    if: mayShare ? undefined : either(absent(ids), contains(ids, key)),
  });
  return !isRefused;
}

async function removeId(table: Table, contact: ContactRef, key: LinkKey): Promise<void> {
  const ids = { [idsAttribute(key)]: new Set([key]) };
  await table.update({ key: contactKey(contact), delete: ids });
}
