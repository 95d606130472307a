import { SQSClient } from '@aws-sdk/client-sqs';
import { test } from 'vitest';
import {
  type Message,
  type OutgoingMessage,
  writeMessage,
} from '../../functions/core/message/message.ts';
import { createEnqueue } from '../../functions/edges/queue.ts';
import { functionCpuMs } from '../support/function-cpu.ts';
import { change, idOf, startWatched, type WatchedFlow } from './bench-flow.ts';
import { playRounds, ratiosOf } from './rounds.ts';
import { record } from './table.ts';

const hotEvents = 1_000;
const others = 100;
const historyRounds = 15;
const eventsInRound = 25;

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
  const played = await playRound(watched, make);
  const slowdown = (played.beside / played.alone).toFixed(2);
  const growth = (played.lastHundred / played.firstHundred).toFixed(2);
  const lines = [
    `${others} events of as many contacts, beside a hot one ÷ alone: ${slowdown}`,
    `the hot contact's last hundred events ÷ its first hundred: ${growth}`,
    `deliveries that had to be repeated: ${played.retries} of ${hotEvents + 2 * others}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);

  let young = 0;
  const side = (contactOf: () => number) => async () => {
    const contact = contactOf();
    const events = Array.from({ length: eventsInRound }, (_, index) =>
      make(`more-${contact}-${flow.clock.now()}-${index}`, contact),
    );
    return cpuOfDeliver(() => run(watched, events));
  };
  const rounds = await playRounds(
    {
      old: side(() => 0),
      young: side(() => {
        young += 1;
        return young;
      }),
    },
    historyRounds,
  );
  record({ 'growth history': ratiosOf(rounds, 'old', 'young') });
});

/** In ms, to 10 ms. */
async function cpuOfDeliver(work: () => Promise<unknown>): Promise<number> {
  const before = functionCpuMs('Deliver') ?? Number.NaN;
  await work();
  return (functionCpuMs('Deliver') ?? Number.NaN) - before;
}

async function playRound(
  watched: WatchedFlow,
  make: (label: string, contact: number) => OutgoingMessage,
): Promise<Round> {
  const { flow } = watched;
  const ofOthers = (name: string) =>
    Array.from({ length: others }, (_, index) => make(`${name}-${index}`, index + 1));
  const retriesBefore = flow.logs.filter(({ outcome }) => outcome === 'retry').length;
  const [, alone] = await run(watched, ofOthers('alone'));
  const hot = Array.from({ length: hotEvents }, (_, index) => make(`hot-${index}`, 0));
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
