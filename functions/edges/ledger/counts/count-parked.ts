import {
  type AttributeValue,
  type DynamoDBClient,
  ScanCommand,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { callAws } from '../../aws-failure.ts';

/** How many events are parked, and when the one was parked that is parked for longest. */
export interface ParkedCount {
  count: number;
  /** Ms since 1970. */
  oldestAt: number | undefined;
}

/**
 * Counts the parked events, of all sources. Only they are in the index, and only their keys: 1 MB
 * of it, which is one call, holds thousands. The time is a key, so looking at it reads no more.
 * @throws TransientFailure `ledger`
 */
export async function countParked(
  client: DynamoDBClient,
  tableName: string,
): Promise<ParkedCount> {
  let count = 0;
  let oldestAt: number | undefined;
  let from: Record<string, AttributeValue> | undefined;
  do {
    const command = new ScanCommand({
      TableName: tableName,
      IndexName: 'parked',
      ProjectionExpression: 'parkedAt',
      ExclusiveStartKey: from,
    });
    const { Items = [], LastEvaluatedKey }: ScanCommandOutput = await callAws(
      'ledger',
      () => client.send(command),
    );
    count += Items.length;
    for (const { parkedAt } of Items) oldestAt = earlier(oldestAt, parkedAt?.S);
    from = LastEvaluatedKey;
  } while (from !== undefined);
  return { count, oldestAt };
}

function earlier(known: number | undefined, text: string | undefined): number | undefined {
  if (text === undefined) return known;
  const time = Date.parse(text);
  return known === undefined ? time : Math.min(known, time);
}
