import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import { keptKey } from '../../functions/edges/ledger-items.ts';
import { PlainError } from '../../local/plain-error.ts';
import type { OpenLedger } from '../ledger.ts';
import { findWorkspaceScope, type LinkOptions } from '../links/link-scope.ts';
import { withLedger } from '../links/with-ledger.ts';
import { printable, printJson, type Terminal } from '../terminal.ts';
import { timeline } from './describe-record.ts';
import { withoutContent } from './list-events.ts';

export interface ShowEventOptions extends LinkOptions {
  payload?: true;
  answer?: true;
}

/** Shows what happened to an event. Its payload and Bridge's words, which tell of people, only if asked for. Throws a PlainError. */
export async function showEvent(
  id: string,
  options: ShowEventOptions,
  terminal: Terminal,
): Promise<void> {
  const scope = await findWorkspaceScope(options, terminal);
  const { record, kept } = await withLedger(
    { terminal, scope, stack: options.stack },
    async (ledger) => ({
      record: (await ledger.ledger.recall([id])).get(id),
      kept: await readKept(ledger, id),
    }),
  );
  if (record === undefined)
    throw new PlainError(`There is no event ${id}. List them: npx bridgehook events`);
  const message = record.message ?? kept?.message;
  const payload = message?.events.map(({ body }) => body);
  const answer = record.outcome?.kind === 'parked' ? record.outcome.answer : undefined;
  const asked = { ...(options.payload ? { payload } : {}), ...(options.answer ? { answer } : {}) };
  if (options.json)
    return printJson(terminal, { ...withoutContent(record), keptUntil: kept?.until, ...asked });
  const whole: EventRecord = message === undefined ? record : { ...record, message };
  const lines = timeline(whole, kept?.until);
  if (options.payload)
    lines.push(
      payload === undefined
        ? 'The payload is not kept any more.'
        : JSON.stringify(payload[0], null, 2),
    );
  if (options.answer)
    lines.push(answer === undefined ? 'No answer of Bridge is kept.' : `Bridge: ${answer}`);
  terminal.stdout.write(`${lines.map(printable).join('\n')}\n`);
}

/** The payload of an event that has ended, as long as it is kept. */
async function readKept(
  { table }: OpenLedger,
  id: string,
): Promise<{ message: EventRecord['message'] & object; until: number } | undefined> {
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: { pk: { S: keptKey(id) } } }),
  );
  const until = Number(Item?.expiresAt?.N ?? 0) * 1000;
  return Item?.message?.S === undefined
    ? undefined
    : { message: JSON.parse(Item.message.S) as EventRecord['message'] & object, until };
}
