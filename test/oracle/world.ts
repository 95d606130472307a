import { join } from 'node:path';
import type { Memory } from '../../functions/core/memory/memory.ts';
import { loadSettings } from '../../lib/config/settings.ts';
import type { Bridge } from '../../local/bridge-simulator/bridge.ts';
import type { Queue } from '../../local/cloud/services.ts';
import { arrivals } from './arrivals.ts';
import {
  addContact,
  bridgeTransport,
  deleteContact,
  openBridge,
  workspaceId,
} from './bridge.ts';
import {
  currentEnvironment,
  type Environment,
  type Place,
  virtualiseTime,
} from './environment.ts';
import { startEventSource } from './event-source.ts';
import { initDeliver, type Surroundings } from './functions.ts';
import { type History, properties } from './history.ts';
import {
  noteStored,
  nothingObserved,
  type Observations,
  watchOutcomes,
} from './observations.ts';
import { knownContactId, phoneOf } from './people.ts';
import { seededRandom } from './random.ts';
import { startNoting } from './runs.ts';
import { startSenders, valueFor } from './sender.ts';
import { openQueue, openSecrets, openTable } from './services.ts';
import { startTimeline } from './timeline.ts';

export const start = Date.UTC(2026, 0, 1, 12);
/** Nothing in a history takes longer, unless something goes round in circles. */
const longestMs = 24 * 3600_000;
/** Bridge does nothing later than this after it was asked. */
const settleMs = 30_000;

const settings = loadSettings(join(import.meta.dirname, '../fixtures/oracle-config'));
virtualiseTime();

/** What may be taken out of the product, to see whether anybody notices. */
export interface Weakening {
  memory?(memory: Memory): Memory;
  /** Instead of chance; from 0 to 1. */
  random?(): number;
}

/**
 * Plays a history with the real functions until nothing is left to happen; gives what was seen from
 * outside.
 */
export async function play(
  history: History,
  weakening: Weakening = {},
): Promise<Observations> {
  const observations = nothingObserved();
  const table = await openTable();
  const all: { environments(): Environment[] }[] = [];
  const timeline = startTimeline(start, () =>
    all.every((part) => part.environments().every((one) => one.isSettled())),
  );
  const noting = startNoting(observations, timeline.now);
  const { queue, deadLetters, api } = openQueue(timeline);
  const place: Place = {
    timeline,
    aws: {
      sqs: api,
      secretsmanager: openSecrets(),
      dynamodb: watchOutcomes(observations, table.name, table.api),
    },
    arrive: arrivals(history, observations, noting, timeline.now),
  };
  const bridge = openBridge(timeline.now);
  addContact(bridge, knownContactId, phoneOf(0));
  const { surroundings, deliver } = await surround(history, observations, bridge, {
    queue,
    tableName: table.name,
    place,
    weakening,
    noting,
  });
  const senders = startSenders(place, surroundings, start, (bug) =>
    observations.bugs.push(bug),
  );
  all.push(senders, deliver);
  for (const request of history.requests) senders.plan(request);
  for (const { at, person } of history.deletions ?? [])
    timeline.at(start + at, () => {
      const gone = deleteContact(bridge, phoneOf(person));
      if (gone !== undefined)
        observations.deleted.push({
          at: timeline.now(),
          contactId: gone.id,
          cellphone: gone.cellphone,
        });
    });

  while ((senders.isBusy() || deliver.isBusy()) && timeline.now() < start + longestMs)
    if (!(await timeline.step())) break;
  if (senders.isBusy() || deliver.isBusy())
    observations.bugs.push('it never comes to rest');
  observations.took = timeline.now() - start;
  const end = timeline.now() + settleMs;
  while ((timeline.nextDue() ?? end) < end) await timeline.step();

  await look(observations, table, bridge, deadLetters);
  queue.stop();
  await table.drop();
  return observations;
}

interface Parts {
  queue: Queue;
  tableName: string;
  place: Place;
  weakening: Weakening;
  noting: ReturnType<typeof startNoting>;
}

async function surround(
  history: History,
  observations: Observations,
  bridge: Bridge,
  { queue, tableName, place, weakening, noting }: Parts,
) {
  const { deployed } = await settings;
  const random = weakening.random ?? seededRandom(history.seed + 1);
  let tokens = 0;
  watchQueue(queue, observations);
  const surroundings: Surroundings = {
    config: deployed,
    queueUrl: queue.settings.url,
    tableName,
    now: place.timeline.now,
    random,
    newToken: () => {
      tokens += 1;
      return `token-${tokens}`;
    },
    transport: async () => ({ kind: 'notSent', code: 'ENOENV' }),
    log: (_, fields) => {
      const { message, reason, detail } = fields;
      if (message === 'bug' || reason === 'bug')
        observations.bugs.push(`${message}: ${detail}`);
      noting.putOff(currentEnvironment(), fields);
    },
    weaken: (memory) => weakening.memory?.(memory) ?? memory,
    onEdge: (name) => observations.edges.add(name),
  };
  const outages = (history.outages ?? []).map(({ at, seconds }) => ({
    from: start + at,
    until: start + at + seconds * 1000,
  }));
  observations.disturbances.push(...outages);
  const outageNow = () => {
    const now = place.timeline.now();
    const number = outages.findIndex(({ from, until }) => from <= now && now < until);
    return number < 0 ? undefined : number;
  };
  const health = {
    timeoutSeconds: deployed.delivery.requestTimeoutSeconds,
    isUp: () => outageNow() === undefined,
    isPoison: poisonIn(history),
    isRefused: refusedIn(history),
  };
  const transport = bridgeTransport(bridge, health, {
    onCall: (name, environment) => noting.call(name, environment, outageNow()),
    onAnswer: noting.answer,
    onApply: (environment) => {
      const carried = noting.messageOf(environment)?.events ?? [];
      return (change) => observations.applied.push({ ...change, carried });
    },
  });
  const init = () => initDeliver({ ...surroundings, transport });
  const deliver = startEventSource(place, queue, init, noting);
  return { surroundings, deliver };
}

/** Whether a body has a value of an event that Bridge chokes on. */
function poisonIn({ poison = [] }: History): (body: unknown) => boolean {
  const values = poison.flatMap((id) =>
    properties.map((name) => `"${valueFor(name, id)}"`),
  );
  return (body) => {
    const text = JSON.stringify(body) ?? '';
    return values.some((value) => text.includes(value));
  };
}

function refusedIn({ refusals = [] }: History): (text: string) => boolean {
  const values = new Set(refusals.map(({ event, property }) => valueFor(property, event)));
  return (text) => values.has(text);
}

/** Notes every message when it is stored. */
function watchQueue(queue: Queue, observations: Observations): void {
  const send = queue.send.bind(queue);
  queue.send = (entry) => {
    const sent = send(entry);
    noteStored(observations, sent.id, entry.MessageBody);
    return sent;
  };
}

async function look(
  observations: Observations,
  table: { scan(): Promise<Record<string, unknown>[]> },
  bridge: Bridge,
  deadLetters: Queue,
): Promise<void> {
  observations.contacts = structuredClone(
    bridge.book.all().filter((contact) => contact.workspaceId === workspaceId),
  );
  observations.deadLetters = deadLetters.messages().length;
  const known = new Set([...observations.events.values()].map(({ id }) => `event#${id}`));
  const items = (await table.scan())
    .map(({ pk }) => String(pk))
    .filter((pk) => pk.startsWith('event#'));
  observations.strangers = items.filter((pk) => !known.has(pk));
}
