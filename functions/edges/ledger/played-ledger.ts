import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Memory } from '../../core/memory/memory.ts';
import { createMemory } from './create-memory.ts';

/** No table has this name, should a call ever get out. */
const name = 'rehearsal';

/** What is said to everything: there was a contact, with the clock of an earlier event. */
const answer = Buffer.from(
  JSON.stringify({
    Attributes: {
      clocks: {
        M: {
          rows: { L: [{ L: [{ N: '1' }, { N: '1' }, { N: '0' }, { S: name }] }] },
          of: { M: { email: { N: '0' } } },
        },
      },
    },
  }),
);

/**
 * A memory for a rehearsal. Its calls are made by the client of the real one: they are written and
 * signed as they would be, and answered here instead of being sent. The client itself is not
 * changed.
 */
export function playLedger(dynamo: DynamoDBClient): Memory {
  const requestHandler = {
    handle: async () => ({ response: { statusCode: 200, headers: {}, body: answer } }),
  };
  const config = { ...dynamo.config, requestHandler };
  const answered: DynamoDBClient = Object.assign(Object.create(dynamo), { config });
  return createMemory(answered, name);
}
