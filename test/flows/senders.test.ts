import { expect, test } from 'vitest';
import type { Intercept } from '../../local/cloud/services.ts';
import {
  type Answer,
  newPeople,
  providers,
  type SenderFlow,
  startSenderFlow,
  timesChanged,
} from '../support/senders.ts';

/**
 * What each sender's own documentation says, in its words and not in those of the preset: how long
 * it waits for an answer, and in what unit
 * it reads Retry-After. All of them send a request again that was answered 503.
 */
const facts: Record<string, { waitsSeconds: number; retryAfterUnit: 's' | 'ms' }> = {
  'hubspot-events': { waitsSeconds: 5, retryAfterUnit: 'ms' },
  'hubspot-workflow': { waitsSeconds: 30, retryAfterUnit: 'ms' },
  'standard-webhooks': { waitsSeconds: 15, retryAfterUnit: 's' },
  typeform: { waitsSeconds: 30, retryAfterUnit: 's' },
};
const factsOf = (provider: string) =>
  facts[provider] ?? expect.unreachable(`no facts about ${provider}`);

/** So many that the queue is asked in two calls. */
const peoplePerRequest = 12;

/** What the queue does with the messages it is given. */
type Queue = (...call: Parameters<Intercept>) => ReturnType<Intercept>;

/**
 * A flow whose queue can be changed; its functions are warm, so that starting them costs no
 * sender's patience.
 */
async function startWithQueue() {
  let calls: { at: number; entries: number }[] = [];
  let queue: Queue = () => undefined;
  const flow: SenderFlow = await startSenderFlow({
    intercept(...call) {
      const [service, action, input] = call;
      if (service !== 'sqs' || action !== 'SendMessageBatch') return undefined;
      calls.push({ at: flow.clock.now(), entries: (input.Entries as unknown[]).length });
      return queue(...call);
    },
  });
  await flow.send('hubspot-events', { people: newPeople(flow, 1) });
  await flow.app.settle();
  return {
    ...flow,
    set(next: Queue) {
      calls = [];
      queue = next;
    },
    calls: () => calls,
  };
}

const failed = (ids: string[]) =>
  ids.map((Id) => ({ Id, Code: 'InternalError', SenderFault: false }));
const idsOf = (input: Record<string, unknown>) =>
  (input.Entries as { Id: string }[]).map(({ Id }) => Id);

const accepts: Queue = () => undefined;
const refusesAll: Queue = (_, __, input) => ({
  status: 200,
  body: { Failed: failed(idsOf(input)) },
});
const acceptsAndIsSilent: Queue = async (_, __, ___, proceed) => {
  await proceed();
  return new Promise(() => undefined);
};

/**
 * Takes one entry of each of the first `rounds` calls that hold several, and then does as `next`
 * does.
 */
function acceptsInParts(rounds: number, next = accepts): Queue {
  let left = rounds;
  return async (...call) => {
    const [, , input, proceed] = call;
    const entries = input.Entries as { Id: string }[];
    if (left-- <= 0 || entries.length < 2) return next(...call);
    const ids = idsOf(input).slice(1);
    input.Entries = entries.slice(0, 1);
    const { status, body } = await proceed();
    return { status, body: { ...(body as object), Failed: failed(ids) } };
  };
}

function isDownFor(calls: number): Queue {
  let left = calls;
  return () =>
    left-- > 0
      ? {
          status: 503,
          body: { __type: 'com.amazonaws.sqs#ServiceUnavailable', message: 'down' },
        }
      : undefined;
}

function acceptsAndLosesAnswers(count: number): Queue {
  let left = count;
  return async (_, __, ___, proceed) => {
    if (left-- <= 0) return undefined;
    await proceed();
    return {
      status: 500,
      body: { __type: 'com.amazonaws.sqs#InternalFailure', message: 'lost' },
    };
  };
}

/** What is right for every provider, by its name. */
const forEach = <T>(right: (provider: string) => T) =>
  Object.fromEntries(providers.map((provider) => [provider, right(provider)]));
const once = Array(peoplePerRequest).fill(1);

test('every provider has its facts here', () => {
  expect(Object.keys(facts).sort()).toEqual(providers.toSorted());
});

test.each([
  ['takes them bit by bit', () => acceptsInParts(3)],
  ['is down for a moment', () => isDownFor(3)],
  ['takes them and its answers are lost', () => acceptsAndLosesAnswers(3)],
])(
  'many events, and a queue that %s: asked again before the answer, every event delivered once (G1)',
  async (_, queueOf) => {
    const flow = await startWithQueue();
    const seen: Record<string, unknown> = {};

    for (const provider of providers) {
      const people = newPeople(flow, peoplePerRequest);
      flow.set(queueOf());
      const { status } = await flow.send(provider, { people });
      const calls = flow.calls().length;
      await flow.app.settle();
      seen[provider] = {
        status,
        isRepeated: calls > 2,
        changed: timesChanged(flow, people),
      };
    }

    expect(seen).toEqual(
      forEach((provider) => ({
        status: flow.source(provider).response.status,
        isRepeated: true,
        changed: once,
      })),
    );
    expect(flow.outcomes().filter(({ outcome }) => outcome !== 'delivered')).toEqual([]);
  },
);

test.each([
  ['takes nothing', () => refusesAll],
  ['takes everything and does not answer', () => acceptsAndIsSilent],
  ['takes a part and then nothing', () => acceptsInParts(2, refusesAll)],
])(
  'a queue that %s: the busy answer comes while its sender still waits, and what the sender then repeats ends once (G1)',
  async (_, queueOf) => {
    const flow = await startWithQueue();
    const seen: Record<string, unknown> = {};

    for (const provider of providers) {
      const people = newPeople(flow, peoplePerRequest);
      const { deadlineSeconds } = flow.source(provider).response;
      flow.set(queueOf());
      const sentAt = flow.clock.now();
      const busy = await flow.send(provider, {
        people,
        lateMs: deadlineSeconds * 1000 - 1_000,
      });
      const isInTime = flow.clock.now() < sentAt + factsOf(provider).waitsSeconds * 1000;
      flow.set(accepts);
      flow.clock.advanceTo(flow.clock.now() + waitOf(provider, busy));
      const again = await flow.send(provider, { people });
      await flow.app.settle();
      seen[provider] = {
        busy: busy.status,
        body: busy.body,
        isInTime,
        again: again.status,
        changed: timesChanged(flow, people),
      };
    }

    expect(seen).toEqual(
      forEach((provider) => ({
        busy: 503,
        body: { error: 'busy', message: expect.any(String) },
        isInTime: true,
        again: flow.source(provider).response.status,
        changed: once,
      })),
    );
    expect(
      flow
        .outcomes()
        .filter(({ outcome }) => outcome !== 'delivered' && outcome !== 'duplicate'),
    ).toEqual([]);
  },
);

/**
 * How long the sender waits before it sends again, in ms, if it reads Retry-After in its own unit.
 */
function waitOf(provider: string, { headers }: Answer): number {
  const retryAfter = Number(
    headers['retry-after'] ??
      expect.unreachable(`${provider} is not told when to come back`),
  );
  return retryAfter * (factsOf(provider).retryAfterUnit === 's' ? 1000 : 1);
}
