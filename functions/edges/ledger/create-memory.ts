import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Memory } from '../../core/memory/memory.ts';
import { createClaims } from './claims.ts';
import { createContacts } from './contacts.ts';
import { createEvents } from './events.ts';
import { createLinks } from './links.ts';
import { createTable } from './table.ts';
import { createWorkspaces } from './workspaces.ts';

/** What we remember, on one DynamoDB table. Its items: docs/architecture.md. */
export function createMemory(
  client: DynamoDBClient,
  tableName: string,
  now: () => number = Date.now,
): Memory {
  const table = createTable(client, tableName, now);
  return {
    events: createEvents(table, now),
    contacts: createContacts(table),
    links: createLinks(table),
    claims: createClaims(table),
    workspaces: createWorkspaces(table),
  };
}
