import { setTimeout as delay } from 'node:timers/promises';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { leaseSeconds } from '../../functions/core/config/delivery-times.ts';
import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import { systemOf } from '../../functions/core/memory/links.ts';
import { keptKey } from '../../functions/edges/ledger-items.ts';
import { asLedgerFailure, contactKey, createUpdate } from '../../functions/edges/ledger-table.ts';
import { limits } from '../../lib/limits.ts';
import { PlainError } from '../../local/plain-error.ts';
import { endParked, updateIf } from '../events/end-parked.ts';
import type { OpenLedger } from '../ledger.ts';
import { claimNamesOf, idsIn, type Person } from './person.ts';
import type { Traces } from './traces.ts';

/** How long a tombstone lasts, in seconds: longer than an event can lie in a queue and then among the dead letters. */
export const tombstoneSeconds = 2 * limits.retentionSeconds + 2 * 86_400;
const patienceMs = 2 * leaseSeconds * 1000;

/** When the person was erased, and when that may be forgotten, ms since 1970. */
export interface Erasure {
  at: number;
  forgetAt: number;
}

/**
 * Puts tombstones where the person was known: what was received until then and comes to one of them ends `ignored: erased`. The
 * contact first, under its lease, so that nobody writes its clocks meanwhile; then ids, then numbers and addresses.
 * @throws PlainError if somebody keeps writing to the contact; TransientFailure('ledger')
 */
export async function entomb(
  person: Person,
  { at, forgetAt }: Erasure,
  ledger: OpenLedger,
): Promise<void> {
  const expiresAt = Math.ceil(forgetAt / 1000);
  const { client, name } = ledger.table;
  const update = createUpdate(client, name);
  const token = await takeContact(person, ledger);
  const systems = [...new Set([...person.linkKeys].map(systemOf))];
  const idSets = systems.map((_, index) => `, #ids${index}`).join('');
  const before = await asLedgerFailure(() =>
    update(
      contactKey(person.contact),
      `SET erasedAt = :at, expiresAt = :expires REMOVE clocks, leaseToken, leaseUntil${idSets}`,
      { ':at': at, ':expires': expiresAt, ':token': token },
      'leaseToken = :token',
      Object.fromEntries(systems.map((system, index) => [`#ids${index}`, `ids#${system}`])),
      'ALL_OLD',
    ),
  );
  for (const key of idsIn(before)) person.linkKeys.add(key);
  for (const key of person.linkKeys)
    await asLedgerFailure(() =>
      update(
        { pk: { S: `link#${key}` } },
        'SET erasedAt = :at, expiresAt = :expires REMOVE contact, settledAt, origin, disputed, waiting, mergedInto, mergedAt',
        { ':at': at, ':expires': expiresAt },
      ),
    );
  for (const claim of claimNamesOf(person, ledger.pepper))
    await asLedgerFailure(() =>
      update(
        { pk: { S: `claim#${claim}` } },
        'SET erasedAt = :at, erasedUntil = :expires, expiresAt = :expires',
        {
          ':at': at,
          ':expires': expiresAt,
        },
      ),
    );
}

async function takeContact({ contact }: Person, { ledger }: OpenLedger): Promise<string> {
  const token = crypto.randomUUID();
  const patientUntil = Date.now() + patienceMs;
  for (;;) {
    const now = Date.now();
    const lease = await ledger.lease(contact, token, now, now + leaseSeconds * 1000);
    if (!('takenUntil' in lease)) return token;
    if (now > patientUntil)
      throw new PlainError(
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

/** Ends the parked events, and removes from the others the payload, Bridge's words and the contact. Throws TransientFailure('ledger'). */
export async function removeEvents(
  { events, payloads }: Traces,
  { at, rememberSeconds }: { at: number; rememberSeconds: number },
  ledger: OpenLedger,
): Promise<Removed> {
  const removed: Removed = { parked: 0, payloads: 0 };
  for (const record of events) {
    if (record.outcome?.kind === 'parked') {
      if (await endParked(record, { reason: 'erased', now: at, rememberSeconds }, ledger))
        removed.parked += 1;
    } else {
      await emptyEvent(record, ledger);
      if (payloads.has(record.id)) removed.payloads += 1;
    }
  }
  return removed;
}

async function emptyEvent({ id, settledAt }: EventRecord, { table }: OpenLedger): Promise<void> {
  const seen = { ':seen': new Date(settledAt ?? 0).toISOString() };
  await updateIf(table, id, {
    expression: 'REMOVE contact, message',
    values: seen,
    condition: 'settledAt = :seen',
  });
  await asLedgerFailure(() =>
    table.client.send(
      new DeleteItemCommand({ TableName: table.name, Key: { pk: { S: keptKey(id) } } }),
    ),
  );
}
