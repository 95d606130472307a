import { SQSClient } from '@aws-sdk/client-sqs';
import { test } from 'vitest';
import {
  type Message,
  type OutgoingMessage,
  writeMessage,
} from '../../functions/core/message/message.ts';
import { createEnqueue } from '../../functions/edges/queue.ts';
import { change, idOf, startWatched, type WatchedFlow } from './bench-flow.ts';

const hotEvents = 1_000;
const others = 100;
const rounds = 3;

/**
 * How long the others took, alone and beside the hot contact; and the hot contact's own first and
 * last hundred. In ms.
 */
interface Round {
  alone: number;
  beside: number;
  firstHundred: number;
  lastHundred: number;
  retries: number;
}

test(`one contact with ${hotEvents} events, and its effect on ${others} others`, async () => {
  const watched = await startWatched(others + 2);
  const { flow } = watched;
  await flow.deliver(change(flow, 'warm', others + 1, 'warm'));
  const [template = ''] = watched.stored();
  // No two times are the same: of two changes at one time only one wins.
  let time = flow.clock.now() - 1_000_000;
  const make = (label: string, contact: number) => {
    time += 1;
    return messageFor(JSON.parse(template) as Message, label, contact, time);
  };
  // All workers start before anything is measured.
  await run(
    watched,
    Array.from({ length: others }, (_, index) => make(`warm-${index}`, index + 1)),
  );
  const played: Round[] = [];
  for (let round = 0; round < rounds; round += 1)
    played.push(await playRound(watched, round, make));
  const median = (pick: (round: Round) => number) =>
    played.map(pick).sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  const slowdown = median(({ alone, beside }) => beside / alone).toFixed(2);
  const growth = median(
    ({ firstHundred, lastHundred }) => lastHundred / firstHundred,
  ).toFixed(2);
  const retries = played.reduce((sum, round) => sum + round.retries, 0);
  const lines = [
    `${others} events of as many contacts, beside a hot one ÷ alone: ${slowdown}`,
    `the hot contact's last hundred events ÷ its first hundred: ${growth}`,
    `deliveries that had to be repeated: ${retries} of ${rounds * (hotEvents + 2 * others)}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
});

async function playRound(
  watched: WatchedFlow,
  round: number,
  make: (label: string, contact: number) => OutgoingMessage,
): Promise<Round> {
  const { flow } = watched;
  const ofOthers = (name: string) =>
    Array.from({ length: others }, (_, index) =>
      make(`${name}-${round}-${index}`, index + 1),
    );
  const retriesBefore = flow.logs.filter(({ outcome }) => outcome === 'retry').length;
  const [, alone] = await run(watched, ofOthers('alone'));
  const hot = Array.from({ length: hotEvents }, (_, index) =>
    make(`hot-${round}-${index}`, 0),
  );
  const [times, beside] = await run(watched, [...hot, ...ofOthers('beside')]);
  const took = (from: number, to: number) => (times[to - 1] ?? 0) - (times[from] ?? 0);
  return {
    alone,
    beside,
    firstHundred: took(0, 100),
    lastHundred: took(hotEvents - 100, hotEvents),
    retries: flow.logs.filter(({ outcome }) => outcome === 'retry').length - retriesBefore,
  };
}

/**
 * Puts messages into the queue in their order, ten at a time; gives the times of the hot contact's
 * PATCHes, and how long it took to the last one of the others.
 */
async function run(
  { flow }: WatchedFlow,
  messages: OutgoingMessage[],
): Promise<[hot: number[], others: number]> {
  const before = flow.bridge.requests().length;
  const credentials = { accessKeyId: 'fake', secretAccessKey: 'fake' };
  const client = new SQSClient({
    endpoint: flow.app.awsEndpoint,
    region: 'us-east-1',
    credentials,
  });
  const enqueue = createEnqueue(client);
  for (let from = 0; from < messages.length; from += 10) {
    const left = await enqueue(
      flow.app.queue('Queuesmain').url,
      messages.slice(from, from + 10),
      Date.now() + 60_000,
    );
    if (left.length > 0) throw new Error(`${left.length} messages were not stored`);
  }
  client.destroy();
  const start = flow.clock.now();
  await flow.app.settle();
  const patches = flow.bridge
    .requests()
    .slice(before)
    .filter(({ method }) => method === 'PATCH');
  if (patches.length < messages.length)
    throw new Error(`${messages.length} events, but ${patches.length} writes`);
  const isHot = ({ path }: { path: string }) => path.endsWith(idOf(0));
  const ends = patches.filter((request) => !isHot(request)).map(({ at }) => at);
  return [patches.filter(isHot).map(({ at }) => at), Math.max(...ends) - start];
}

function messageFor(
  template: Message,
  label: string,
  contact: number,
  time: number,
): OutgoingMessage {
  const [event] = template.events;
  if (event === undefined) throw new Error('the template has no event');
  const body = structuredClone(event.body) as { data: Record<string, unknown> };
  body.data = { bridgeId: idOf(contact), first: label };
  const message = {
    ...template,
    contactKey: `contact-${contact}`,
    events: [{ ...event, id: label, time, body }],
  };
  return {
    body: writeMessage(message),
    group: `contact-${contact}`,
    dedup: label,
    events: 1,
  };
}
