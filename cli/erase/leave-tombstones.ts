import { setTimeout as delay } from 'node:timers/promises';
import { leaseSeconds } from '../../functions/core/config/delivery-times.ts';
import type { Contacts } from '../../functions/core/memory/memory.ts';
import type { Erasure } from '../../functions/edges/ledger/operator/tombstones.ts';
import { limits } from '../../lib/config/limits.ts';
import { UserError } from '../../lib/report.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import { claimNamesOf, type Person, withKnown } from './person.ts';

/**
 * How long a tombstone lasts, in seconds: longer than an event can lie in a queue and then among
 * the dead letters.
 */
export const tombstoneSeconds = 2 * limits.retentionSeconds + 2 * 86_400;
const patienceMs = 2 * leaseSeconds * 1000;

/**
 * Puts tombstones where the person was known: what was received until then and comes to one of them
 * ends `ignored: erased`. The contact first, under its lease, so that no delivery writes its clocks
 * meanwhile; then ids, then numbers and addresses.
 * @returns the person, with the ids that the contact's item still had
 * @throws UserError if deliveries keep writing to the contact
 * @throws TransientFailure `ledger`
 */
export async function leaveTombstones(
  person: Person,
  erasure: Erasure,
  { memory, operator: { tombstones }, readPepper }: OpenLedger,
): Promise<Person> {
  const { contact, linkKeys } = person;
  const token = await takeContact(person, memory.contacts);
  const inItem = await tombstones.ofContact(contact, token, linkKeys, erasure);
  const known = withKnown(person, { linkKeys: inItem });
  for (const key of known.linkKeys) await tombstones.ofLink(key, erasure);
  for (const name of claimNamesOf(known, await readPepper()))
    await tombstones.ofName(name, erasure);
  return known;
}

async function takeContact({ contact }: Person, contacts: Contacts): Promise<string> {
  const token = crypto.randomUUID();
  const patientUntil = Date.now() + patienceMs;
  for (;;) {
    const now = Date.now();
    const until = now + leaseSeconds * 1000;
    const lease = await contacts.lease(contact, { token, now, until, doubts: [] });
    if (!('takenUntil' in lease)) return token;
    if (now > patientUntil)
      throw new UserError(
        'Deliveries keep writing to the contact. Nothing was erased; try again in a minute.',
      );
    await delay(1000);
  }
}
