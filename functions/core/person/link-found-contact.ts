import type { Delivery } from '../deliver/delivery.ts';
import { PermanentFailure, TransientFailure } from '../errors.ts';
import type { LinkKey } from '../memory/links.ts';
import type { Found } from './found.ts';

/**
 * Links the contact to the sender's id, if the events carry one and it does not lead there yet.
 * @throws PermanentFailure `ambiguous` when a contact that was just created is another id of the
 *   sender's; TransientFailure `lease-lost` when another run was faster
 */
export async function linkFoundContact(found: Found, delivery: Delivery): Promise<Found> {
  const { contactId, how, link } = found;
  if (how === 'link' || link === undefined || link.contactId === contactId) return found;
  const learn = (mayShare: boolean) =>
    delivery.memory.links.learnLink(link.key, {
      workspace: delivery.message.workspace,
      contactId,
      origin: how,
      at: delivery.now(),
      before: link.contactId,
      mayShare,
    });
  let learned = await learn(how === 'id');
  if (learned === undefined && (await belongsToId(contactId, link.key, delivery)))
    learned = await learn(true);
  if (learned !== undefined) return { ...found, link: learned, isLearned: true };
  if (how === 'created')
    throw new PermanentFailure('ambiguous', {
      detail: "cellphone: the contact that has it is another of the sender's",
    });
  throw new TransientFailure('lease-lost', {
    detail: 'the contact was linked to another id meanwhile',
  });
}

/** Whether all ids of the system that the contact has are this one by now, or it has none. */
export async function belongsToId(
  contactId: string,
  linkKey: LinkKey,
  { memory: { links }, message: { workspace } }: Delivery,
): Promise<boolean> {
  const ids = await links.idsOf({ workspace, contactId }, linkKey);
  if (ids.length === 0 || ids.includes(linkKey)) return true;
  const followed = await Promise.all(ids.map((id) => links.readLink(id)));
  return followed.every(({ key }) => key === linkKey);
}
