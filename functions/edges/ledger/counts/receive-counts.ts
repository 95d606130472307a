import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { receiveTableOptions } from '../../clients.ts';
import { createDriftCounter, type DriftCounter } from '../../drift-counter.ts';
import type { Log } from '../../log/log.ts';
import { createTable } from '../table.ts';
import { createDrift } from './drift.ts';

/** What receive counts in the ledger. Loaded by the first event of an unknown type. */
export function createReceiveCounts(tableName: string, log: Log): DriftCounter {
  const table = createTable(new DynamoDBClient(receiveTableOptions), tableName);
  return createDriftCounter(createDrift(table), Date.now, log);
}
