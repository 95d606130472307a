import { type AttributeValue, BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import type { Message } from '../../functions/core/message.ts';
import { keptKey } from '../../functions/edges/ledger-items.ts';
import { asLedgerFailure } from '../../functions/edges/ledger-table.ts';
import type { OpenLedger } from '../ledger.ts';

const maxGet = 100;

/** The messages of those events whose payload is still kept. Throws TransientFailure('ledger'). */
export async function readKept(records: EventRecord[], { table }: OpenLedger): Promise<Message[]> {
  const messages = records.flatMap(({ message }) => message ?? []);
  let open = records
    .filter(({ message }) => message === undefined)
    .map(({ id }) => ({ pk: { S: keptKey(id) } as AttributeValue }));
  while (open.length > 0) {
    const request = { RequestItems: { [table.name]: { Keys: open.slice(0, maxGet) } } };
    const { Responses, UnprocessedKeys } = await asLedgerFailure(() =>
      table.client.send(new BatchGetItemCommand(request)),
    );
    for (const { message } of Responses?.[table.name] ?? [])
      if (message?.S !== undefined) messages.push(JSON.parse(message.S) as Message);
    open = [
      ...open.slice(maxGet),
      ...((UnprocessedKeys?.[table.name]?.Keys as typeof open | undefined) ?? []),
    ];
  }
  return messages;
}
