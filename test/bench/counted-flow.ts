import { type Flow, startFlow } from '../support/flow.ts';

/** A flow whose calls are counted: of the functions to AWS, by service and action, and to Bridge, by method. */
export interface CountedFlow {
  flow: Flow;
  /** The calls since the last time it was asked. */
  calls(): Map<string, number>;
  /** The bodies of the messages that were put into the queue, since the last time it was asked. */
  stored(): string[];
}

export const idOf = (contact: number) =>
  `4e362e2b-67b2-4a7e-a9df-${contact.toString(16).padStart(12, '0')}`;

export async function startCounted(contacts: number): Promise<CountedFlow> {
  let counts = new Map<string, number>();
  let bodies: string[] = [];
  let bridgeCalls = 0;
  const flow = await startFlow({
    intercept: (service, action, input) => {
      const name = `${service}.${action}`;
      counts.set(name, (counts.get(name) ?? 0) + itemsIn(action, input));
      if (action === 'SendMessageBatch')
        bodies.push(
          ...(input.Entries as { MessageBody: string }[]).map(({ MessageBody }) => MessageBody),
        );
      return undefined;
    },
  });
  for (let contact = 0; contact < contacts; contact += 1) flow.bridge.putContact(idOf(contact), {});
  return {
    flow,
    calls() {
      const requests = flow.bridge.requests();
      for (const { method } of requests.slice(bridgeCalls))
        counts.set(`bridge.${method}`, (counts.get(`bridge.${method}`) ?? 0) + 1);
      bridgeCalls = requests.length;
      const before = counts;
      counts = new Map();
      return before;
    },
    stored() {
      const before = bodies;
      bodies = [];
      return before;
    },
  };
}

/** DynamoDB counts the items of a batch, not the batch. */
function itemsIn(action: string, { RequestItems }: Record<string, unknown>): number {
  const [of] = Object.values(
    (RequestItems ?? {}) as Record<string, unknown[] & { Keys?: unknown[] }>,
  );
  if (action === 'BatchGetItem') return of?.Keys?.length ?? 0;
  return action === 'BatchWriteItem' ? (of?.length ?? 0) : 1;
}

/** A change that the CRM of the flows reports, which knows Bridge's id. */
export function change(flow: Flow, id: string, contact: number, first: string) {
  return {
    source: 'crm',
    id,
    body: {
      timestamp: new Date(flow.clock.now()).toISOString(),
      data: { bridgeId: idOf(contact), first },
    },
  };
}
