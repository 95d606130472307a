import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { TransientFailure } from '../../functions/core/errors.ts';
import type { ContactRef } from '../../functions/core/memory/event-record.ts';
import type { Link } from '../../functions/core/memory/links.ts';
import type { OpenLedger } from '../ledger.ts';

const prefix = 'link#';

/** The links that lead to a contact, oldest first, by the table's index of contacts. Throws TransientFailure('ledger'). */
export async function linksOfContact(
  { table, links }: OpenLedger,
  contact: ContactRef,
): Promise<Link[]> {
  const found: Link[] = [];
  for await (const key of keysOfContact(table, contact)) {
    const link = await links.readLink(key);
    if (link.key === key && link.contactId === contact.contactId) found.push(link);
  }
  return found;
}

/** The index holds a contact's events too; those are passed over. */
async function* keysOfContact(
  { client, name }: OpenLedger['table'],
  { workspace, contactId }: ContactRef,
): AsyncGenerator<string> {
  let from: QueryCommandOutput['LastEvaluatedKey'];
  do {
    const page: QueryCommandOutput = await client
      .send(
        new QueryCommand({
          TableName: name,
          IndexName: 'byContact',
          KeyConditionExpression: 'contact = :contact',
          ExpressionAttributeValues: { ':contact': { S: `${workspace}#${contactId}` } },
          ExclusiveStartKey: from,
        }),
      )
      .catch((error: Error) => {
        throw new TransientFailure('ledger', { detail: error.name });
      });
    for (const { pk } of page.Items ?? [])
      if (pk?.S?.startsWith(prefix)) yield pk.S.slice(prefix.length);
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}
