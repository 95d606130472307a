import { expect, test } from 'vitest';
import { parseRawKeys, replaceKey } from '../../local/keys/keys-file.ts';
import {
  newPeople,
  providers,
  type SenderFlow,
  sharedSecrets,
  startSenderFlow,
  timesChanged,
} from '../support/senders.ts';

/** Whether a sender says that it sends again what was answered so. */
const repeats: Record<string, (status: number) => boolean> = {
  // Newer pages say "any 4xx"; older ones except 400, 401, 403, 404 and 405.
  'hubspot-events': (status) =>
    status >= 500 || (status >= 400 && ![400, 401, 403, 404, 405].includes(status)),
  'hubspot-workflow': (status) => status >= 500 || status === 429,
  'standard-webhooks': (status) => status >= 300 && status !== 410,
  typeform: (status) => status >= 300 && status !== 404 && status !== 410,
};

const sources = [...providers, ...Object.keys(sharedSecrets)];
const signingKeys = 'bridgehook/test/signing-keys';

/** Another key, in whatever encoding this one has. */
function anotherKey(key: string): string {
  const middle = Math.floor(key.length / 2);
  return key.slice(0, middle) + (key[middle] === 'a' ? 'b' : 'a') + key.slice(middle + 1);
}

/** What `npx bridgehook keys set` does with the secret. */
function setKey({ secrets }: SenderFlow, source: string, value: string): void {
  secrets.put(
    signingKeys,
    JSON.stringify(
      replaceKey(parseRawKeys(secrets.get(signingKeys) ?? ''), source, value),
    ),
  );
}

/** Time passes when there is nothing left to deliver. */
async function pass({ app, clock }: SenderFlow, seconds: number): Promise<void> {
  await app.settle();
  clock.advanceTo(clock.now() + seconds * 1000);
}

const verifiedBy = (flow: SenderFlow) =>
  flow.logs.map(({ keyUsed }) => keyUsed).filter((keyUsed) => keyUsed !== undefined);

test('every provider that signs says here what it sends again', () => {
  expect(Object.keys(repeats).sort()).toEqual(providers.toSorted());
});

test('a key rotated at the sender first: what it signs meanwhile is put off, and taken as soon as the key is set; no event is lost (G8)', async () => {
  const flow = await startSenderFlow();
  const seen: Record<string, unknown> = {};

  for (const source of sources) {
    const [before, rotated, late] = newPeople(flow, 3).map((person) => [person]) as [
      string[],
      string[],
      string[],
    ];
    const oldKey = flow.keys[source]?.current ?? '';
    const newKey = anotherKey(oldKey);
    const first = await flow.send(source, { people: before });
    await pass(flow, 60);
    const tooEarly = await flow.send(source, { people: rotated, key: newKey });
    const queued = flow.app.queue('Queuesmain').messages().length;
    setKey(flow, source, newKey);
    await pass(flow, 60);
    const repeated = await flow.send(source, { people: rotated, key: newKey });
    const underway = await flow.send(source, { people: late, key: oldKey });
    await flow.app.settle();
    seen[source] = {
      statuses: [first, repeated, underway].map(({ status }) => status),
      isPutOff: repeats[source]?.(tooEarly.status) ?? tooEarly.status === 401,
      retryAfter: tooEarly.headers['retry-after'],
      queued,
      changed: timesChanged(flow, [before, rotated, late].flat()),
    };
  }

  const right = (source: string) => {
    const { status, unverifiedStatus, busyRetryAfter } = flow.source(source).response;
    const retryAfter = unverifiedStatus >= 429 ? busyRetryAfter : undefined;
    return {
      statuses: [status, status, status],
      isPutOff: true,
      retryAfter,
      queued: 0,
      changed: [1, 1, 1],
    };
  };
  expect(seen).toEqual(
    Object.fromEntries(sources.map((source) => [source, right(source)])),
  );
});

test('a key set here first: the sender is let in with the old one for as long as it takes, and then with the new one (G8)', async () => {
  const flow = await startSenderFlow();
  const changed: Record<string, number[]> = {};
  const statuses: Record<string, number[]> = {};

  for (const source of sources) {
    const people = newPeople(flow, 4);
    const oldKey = flow.keys[source]?.current ?? '';
    const newKey = anotherKey(oldKey);
    const answers = [await flow.send(source, { people: people.slice(0, 1), key: oldKey })];
    setKey(flow, source, newKey);
    answers.push(await flow.send(source, { people: people.slice(1, 2), key: oldKey }));
    await pass(flow, 3 * 24 * 3600);
    answers.push(await flow.send(source, { people: people.slice(2, 3), key: oldKey }));
    answers.push(await flow.send(source, { people: people.slice(3, 4), key: newKey }));
    await flow.app.settle();
    statuses[source] = answers.map(({ status }) => status);
    changed[source] = timesChanged(flow, people);
  }

  const forEach = <T>(right: (source: string) => T) =>
    Object.fromEntries(sources.map((source) => [source, right(source)]));
  expect(statuses).toEqual(
    forEach((source) => Array(4).fill(flow.source(source).response.status)),
  );
  expect(changed).toEqual(forEach(() => [1, 1, 1, 1]));
  const afterDays = verifiedBy(flow).filter((_, index) => index % 4 >= 2);
  expect(afterDays).toEqual(sources.flatMap(() => ['previous', 'current']));
});

test('a key that was replaced twice lets nobody in any more, and setting the same one twice does not lose the one before (G8)', async () => {
  const flow = await startSenderFlow();
  const [source = ''] = sources;
  const oldKey = flow.keys[source]?.current ?? '';
  const newKey = anotherKey(oldKey);
  const statusWith = async (key: string) => {
    await pass(flow, 60);
    return (await flow.send(source, { people: newPeople(flow, 1), key })).status;
  };

  setKey(flow, source, newKey);
  setKey(flow, source, newKey);
  const afterOne = await statusWith(oldKey);
  setKey(flow, source, anotherKey(newKey));
  await pass(flow, 300);
  const afterTwo = [await statusWith(oldKey), await statusWith(newKey)];

  expect([afterOne, ...afterTwo]).toEqual([
    200,
    flow.source(source).response.unverifiedStatus,
    200,
  ]);
});
