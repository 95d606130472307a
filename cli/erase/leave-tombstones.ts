import { setTimeout as delay } from 'node:timers/promises';
import { leaseSeconds } from '../../functions/core/config/delivery-times.ts';
import type { Contacts } from '../../functions/core/memory/memory.ts';
import type { Erasure } from '../../functions/edges/ledger/operator/tombstones.ts';
import { limits } from '../../lib/config/limits.ts';
import { UserError } from '../../lib/report.ts';
import type { OpenLedger } from '../place/open-ledger.ts';
import { claimNamesOf, type Person } from './person.ts';
import type { Traces } from './traces.ts';

/**
 * How long a tombstone lasts, in seconds: longer than an event can lie in a queue and then among
 * the dead letters.
 */
export const tombstoneSeconds = 2 * limits.retentionSeconds + 2 * 86_400;
const patienceMs = 2 * leaseSeconds * 1000;

/**
 * Puts tombstones where the person was known: what was received until then and comes to one of them
 * ends `ignored: erased`. The contact first, under its lease, so that nobody writes its clocks
 * meanwhile; then ids, then numbers and addresses.
 * @throws UserError if somebody keeps writing to the contact
 * @throws TransientFailure `ledger`
 */
export async function entomb(
  person: Person,
  erasure: Erasure,
  { memory, operator: { tombstones }, pepper }: OpenLedger,
): Promise<void> {
  const { contact, linkKeys } = person;
  const token = await takeContact(person, memory.contacts);
  for (const key of await tombstones.ofContact(contact, token, linkKeys, erasure))
    linkKeys.add(key);
  for (const key of linkKeys) await tombstones.ofLink(key, erasure);
  for (const name of claimNamesOf(person, pepper)) await tombstones.ofName(name, erasure);
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
        'Somebody keeps writing to the contact. Nothing was erased; try again in a minute.',
      );
    await delay(1000);
  }
}

/** What was removed of the events of a person. */
export interface Removed {
  parked: number;
  payloads: number;
}

/**
 * Ends the parked events, and removes from the others the payload, Bridge's words and the contact.
 * @throws TransientFailure `ledger`
 */
export async function removeEvents(
  { events, payloads }: Traces,
  { at, rememberSeconds }: { at: number; rememberSeconds: number },
  { operator }: OpenLedger,
): Promise<Removed> {
  const removed: Removed = { parked: 0, payloads: 0 };
  const ending = { reason: 'erased' as const, now: at, rememberSeconds };
  for (const record of events) {
    if (record.outcome?.kind === 'parked') {
      if (await operator.endParked(record, ending)) removed.parked += 1;
    } else {
      await operator.emptyEvent(record);
      if (payloads.has(record.id)) removed.payloads += 1;
    }
  }
  return removed;
}
