import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openTables, startAwsEndpoint } from '../../local/cloud/services.ts';

/** The ledger's table as the stack makes it. */
export const byKeyAndIndexes = {
  TableName: 'ledger',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: ['pk', 'parkedSource', 'parkedAt', 'contact', 'settledAt'].map(
    (name) => ({
      AttributeName: name,
      AttributeType: 'S',
    }),
  ),
  GlobalSecondaryIndexes: [
    index('parked', 'parkedSource', 'parkedAt'),
    index('byContact', 'contact', 'settledAt'),
  ],
};

function index(IndexName: string, hash: string, range: string) {
  const KeySchema = [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
  return { IndexName, KeySchema, Projection: { ProjectionType: 'KEYS_ONLY' } };
}

/** The ledger's table in this process, with the indexes that the stack gives it. */
export async function openLedgerTable() {
  const tables = await openTables([byKeyAndIndexes]);
  const endpoint = await startAwsEndpoint();
  const none = () => Promise.reject(new Error('not in this test'));
  endpoint.serve({ dynamodb: tables.api, sqs: none, secretsmanager: none });
  const client = new DynamoDBClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
  });
  return {
    client,
    name: 'ledger',
    async close() {
      client.destroy();
      await endpoint.close();
      await tables.close();
    },
  };
}
