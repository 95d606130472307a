import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { TransientFailure } from '../core/errors.ts';
import type { ContactRef } from '../core/memory/event-record.ts';

/** The key of a contact's item: its clocks, its lease, and the senders' ids it has. */
export const contactKey = ({ workspace, contactId }: ContactRef) => ({
  pk: { S: `contact#${workspace}#${contactId}` },
});

/** Updates an item; gives it as it is then, or with `ALL_OLD` as it was. Throws what the client throws. */
export function createUpdate(client: DynamoDBClient, tableName: string) {
  return async (
    key: Record<string, AttributeValue>,
    expression: string,
    values: Record<string, unknown> | undefined,
    condition?: string,
    names: Record<string, string> = {},
    returned: 'ALL_NEW' | 'ALL_OLD' = 'ALL_NEW',
  ): Promise<Record<string, AttributeValue>> => {
    const { Attributes = {} } = await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: key,
        UpdateExpression: expression,
        ...(values === undefined
          ? {}
          : { ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }) }),
        ReturnValues: returned,
        ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
        ...(condition === undefined
          ? {}
          : { ConditionExpression: condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      }),
    );
    return Attributes;
  };
}

/** No ledger, no send: whatever the table's client throws is a reason to try again later. */
export async function asLedgerFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw new TransientFailure('lease-lost');
    throw new TransientFailure('ledger', {
      detail: error instanceof Error ? error.name : 'unknown',
    });
  }
}
