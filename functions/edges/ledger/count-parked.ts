import {
  type AttributeValue,
  type DynamoDBClient,
  ScanCommand,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { callAws } from '../aws-failure.ts';

/**
 * How many events are parked. Only they are in the index, and only their keys: 1 MB of it, which is
 * one call, holds thousands.
 * @throws TransientFailure `ledger`
 */
export async function countParked(
  client: DynamoDBClient,
  tableName: string,
): Promise<number> {
  let count = 0;
  let from: Record<string, AttributeValue> | undefined;
  do {
    const command = new ScanCommand({
      TableName: tableName,
      IndexName: 'parked',
      Select: 'COUNT',
      ExclusiveStartKey: from,
    });
    const page: ScanCommandOutput = await callAws('ledger', () => client.send(command));
    count += page.Count ?? 0;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return count;
}
