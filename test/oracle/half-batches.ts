import type { AwsAnswer, AwsCall } from '../../local/cloud/services.ts';

type Make = (call: AwsCall) => Promise<AwsAnswer>;
type Requests = Record<string, unknown[]>;

/** The batches of the SDK, and how each says that it was done in part. */
const batches: Record<string, (call: AwsCall, make: Make) => Promise<AwsAnswer>> = {
  async SendMessageBatch(call, make) {
    const { Entries } = call.input as { Entries: { Id: string }[] };
    const [done, left] = inHalves(Entries);
    const Failed = left.map(({ Id }) => ({
      Id,
      SenderFault: false,
      Code: 'ServiceUnavailable',
      Message: 'The oracle test says so.',
    }));
    return withBody(await makeSome(call, make, { Entries: done }, done.length), {
      Failed,
    });
  },
  async BatchGetItem(call, make) {
    const { RequestItems } = call.input as {
      RequestItems: Record<string, { Keys: unknown[] }>;
    };
    const [[table = '', { Keys } = { Keys: [] }] = []] = Object.entries(RequestItems);
    const [done, left] = inHalves(Keys);
    const some = { RequestItems: { [table]: { ...RequestItems[table], Keys: done } } };
    return withBody(await makeSome(call, make, some, done.length), {
      UnprocessedKeys: { [table]: { Keys: left } },
    });
  },
  async BatchWriteItem(call, make) {
    const { RequestItems } = call.input as { RequestItems: Requests };
    const [[table = '', writes = []] = []] = Object.entries(RequestItems);
    const [done, left] = inHalves(writes);
    return withBody(
      await makeSome(call, make, { RequestItems: { [table]: done } }, done.length),
      {
        UnprocessedItems: { [table]: left },
      },
    );
  },
};

export const isBatch = (action: string): boolean => Object.hasOwn(batches, action);

/** Makes half of a batch, of one thing nothing; any other call is made whole. */
export function halfOf(call: AwsCall, make: Make): Promise<AwsAnswer> {
  return batches[call.action]?.(call, make) ?? make(call);
}

function inHalves<T>(all: T[]): [done: T[], left: T[]] {
  const half = Math.floor(all.length / 2);
  return [all.slice(0, half), all.slice(half)];
}

async function makeSome(
  call: AwsCall,
  make: Make,
  input: Record<string, unknown>,
  count: number,
): Promise<AwsAnswer> {
  if (count === 0) return { status: 200, body: {} };
  const whole = { ...call.input, ...input };
  return make({ ...call, input: whole, body: Buffer.from(JSON.stringify(whole)) });
}

function withBody(answer: AwsAnswer, more: object): AwsAnswer {
  return { ...answer, body: { ...(answer.body as object), ...more } };
}
