import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { EventRecord, Outcome } from '../../functions/core/memory/event-record.ts';
import { asLedgerFailure, createUpdate } from '../../functions/edges/ledger-table.ts';
import type { OpenLedger } from '../ledger.ts';

/** How a parked event is ended by hand. */
export interface HandEnding {
  reason: Extract<Outcome, { kind: 'ignored' }>['reason'] & ('discarded' | 'erased');
  /** Ms since 1970. */
  now: number;
  rememberSeconds: number;
}

/**
 * Ends a parked event without delivering it: its payload goes, that it was there is remembered. `false` if it is not parked any more
 * as it was seen. Throws TransientFailure('ledger').
 */
export async function endParked(
  { id, settledAt, waitsFor }: EventRecord,
  { reason, now, rememberSeconds }: HandEnding,
  { table, links }: OpenLedger,
) {
  const isEnded = await updateIf(table, id, {
    expression: `SET outcome = :outcome, settledAt = :now, expiresAt = :expires REMOVE message, parkedSource, parkedAt, waitsFor${reason === 'erased' ? ', contact' : ''}`,
    values: {
      ':outcome': { kind: 'ignored', reason },
      ':now': new Date(now).toISOString(),
      ':expires': Math.ceil(now / 1000) + rememberSeconds,
      ':seen': new Date(settledAt ?? 0).toISOString(),
    },
    condition: 'parkedAt = :seen',
  });
  if (isEnded && waitsFor !== undefined) await links.stopWaiting(waitsFor, [id]);
  return isEnded;
}

/** Changes the item of an event; `false` where the condition does not hold. Throws TransientFailure('ledger'). */
export async function updateIf(
  { client, name }: OpenLedger['table'],
  id: string,
  {
    expression,
    values,
    condition,
  }: { expression: string; values: Record<string, unknown> | undefined; condition: string },
): Promise<boolean> {
  return asLedgerFailure(async () => {
    try {
      await createUpdate(client, name)({ pk: { S: `event#${id}` } }, expression, values, condition);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  });
}
