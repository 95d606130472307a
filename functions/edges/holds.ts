import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Hold, Holds, WorkspaceState } from '../core/hold/hold.ts';
import { asLedgerFailure, createUpdate } from './ledger-table.ts';

const workspaceKey = (workspace: string) => ({ pk: { S: `workspace#${workspace}` } });

/** The holds on the ledger's table, one item a workspace. Items: see docs/architecture.md. */
export function createHolds(client: DynamoDBClient, tableName: string): Holds {
  const update = createUpdate(client, tableName);
  return {
    read: (workspace) =>
      asLedgerFailure(async () => {
        const { Item } = await client.send(
          new GetItemCommand({
            TableName: tableName,
            Key: workspaceKey(workspace),
            ConsistentRead: true,
          }),
        );
        return Item === undefined ? {} : toState(unmarshall(Item));
      }),
    move: (workspace, seen, hold) =>
      asLedgerFailure(async () => {
        const isAsSeen =
          seen === undefined ? 'attribute_not_exists(holdUntil)' : 'holdUntil = :seen';
        const values = { ':hold': hold, ':until': hold.until, ':seen': seen?.until };
        try {
          await update(
            workspaceKey(workspace),
            'SET #hold = :hold, holdUntil = :until',
            values,
            isAsSeen,
            { '#hold': 'hold' },
          );
          return true;
        } catch (error) {
          if (error instanceof ConditionalCheckFailedException) return false;
          throw error;
        }
      }),
    release: (workspace, lastSuccessAt) =>
      asLedgerFailure(async () => {
        const success = lastSuccessAt === undefined ? '' : 'SET lastSuccessAt = :at ';
        const values = lastSuccessAt === undefined ? undefined : { ':at': lastSuccessAt };
        await update(
          workspaceKey(workspace),
          `${success}REMOVE #hold, holdUntil`,
          values,
          undefined,
          { '#hold': 'hold' },
        );
      }),
  };
}

function toState({ hold, lastSuccessAt }: Record<string, unknown>): WorkspaceState {
  return {
    ...(hold === undefined ? {} : { hold: hold as Hold }),
    ...(typeof lastSuccessAt === 'number' ? { lastSuccessAt } : {}),
  };
}
