import { join } from 'node:path';
import type { Ledger } from '../../functions/core/memory/event-record.ts';
import { loadSettings } from '../../lib/settings.ts';
import type { Queue } from '../../local/aws/sqs-queue.ts';
import type { Bridge } from '../../local/bridge-simulator/answer-api.ts';
import { addContact, bridgeTransport, deleteContact, openBridge, workspaceId } from './bridge.ts';
import { type Environment, type Place, virtualiseTime } from './environment.ts';
import { startEventSource } from './event-source.ts';
import { initDeliver, type Surroundings } from './functions.ts';
import type { Fault, History } from './history.ts';
import { noteStored, nothingObserved, type Observations, watchOutcomes } from './observations.ts';
import { knownContactId, phoneOf } from './people.ts';
import { seededRandom } from './random.ts';
import { startSenders } from './sender.ts';
import { openQueue, openSecrets, openTable } from './services.ts';
import { startTimeline } from './timeline.ts';

export const start = Date.UTC(2026, 0, 1, 12);
/** Nothing in a history takes longer, unless something goes round in circles. */
const longestMs = 24 * 3600_000;
/** Bridge does nothing later than this after it was asked. */
const settleMs = 30_000;

const settings = loadSettings(join(import.meta.dirname, '../fixtures/oracle-config'));
virtualiseTime();

/** What may be taken out of the ledger, to see whether anybody notices. */
export type Weakening = (ledger: Ledger) => Ledger;

/** Plays a history with the real functions until nothing is left to happen; gives what was seen from outside. */
export async function play(
  history: History,
  weaken: Weakening = (ledger) => ledger,
): Promise<Observations> {
  const observations = nothingObserved();
  const table = await openTable();
  const all: { environments(): Environment[] }[] = [];
  const timeline = startTimeline(start, () =>
    all.every((part) => part.environments().every((one) => one.isSettled())),
  );
  const { queue, deadLetters, api } = openQueue(timeline);
  const place: Place = {
    timeline,
    aws: {
      sqs: api,
      secretsmanager: openSecrets(),
      dynamodb: watchOutcomes(observations, table.name, table.api),
    },
    arrive: arrivals(history, observations),
  };
  const bridge = openBridge(timeline.now);
  addContact(bridge, knownContactId, phoneOf(0));
  const { surroundings, deliver } = await surround(history, observations, bridge, {
    queue,
    tableName: table.name,
    place,
    weaken,
  });
  const senders = startSenders(place, surroundings, start, (bug) => observations.bugs.push(bug));
  all.push(senders, deliver);
  for (const request of history.requests) senders.plan(request);
  for (const { at, person } of history.deletions ?? [])
    timeline.at(start + at, () => deleteContact(bridge, phoneOf(person)));

  while ((senders.isBusy() || deliver.isBusy()) && timeline.now() < start + longestMs)
    if (!(await timeline.step())) break;
  if (senders.isBusy() || deliver.isBusy()) observations.bugs.push('it never comes to rest');
  observations.took = timeline.now() - start;
  const end = timeline.now() + settleMs;
  while ((timeline.nextDue() ?? end) < end) await timeline.step();

  await look(observations, table, bridge, deadLetters);
  queue.stop();
  await table.drop();
  return observations;
}

/** Counts the calls, and says what becomes of each. */
function arrivals({ seed, faults }: History, observations: Observations): Place['arrive'] {
  const byCall = new Map<number, Fault>(faults.map((fault) => [fault.call, fault]));
  const random = seededRandom(seed);
  const latency = () => (seed === 0 ? 1 : 1 + Math.floor(random() ** 4 * 400));
  return (name) => {
    const fault = byCall.get(observations.calls.length);
    observations.calls.push(name);
    if (fault !== undefined) observations.faultsPlaced += 1;
    return { fault, there: latency(), back: latency() };
  };
}

interface Parts {
  queue: Queue;
  tableName: string;
  place: Place;
  weaken: Weakening;
}

async function surround(
  history: History,
  observations: Observations,
  bridge: Bridge,
  { queue, tableName, place, weaken }: Parts,
) {
  const { deployed } = await settings;
  const random = seededRandom(history.seed + 1);
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
    log: (_, { message, reason, detail }) => {
      if (message === 'bug' || reason === 'bug') observations.bugs.push(`${message}: ${detail}`);
    },
    weaken,
    onEdge: (name) => observations.edges.add(name),
  };
  const carried = new WeakMap<Environment, string>();
  const carriedBy = (environment: Environment) =>
    observations.messages.get(carried.get(environment) ?? '');
  const isDown = ({ at, seconds }: { at: number; seconds: number }) => {
    const since = place.timeline.now() - start - at;
    return since >= 0 && since < seconds * 1000;
  };
  const isUp = () => !(history.outages ?? []).some(isDown);
  const transport = bridgeTransport(
    bridge,
    { timeoutSeconds: deployed.delivery.requestTimeoutSeconds, isUp },
    {
      onCall: (name, environment) => {
        const message = carriedBy(environment);
        if (message !== undefined && name === 'PATCH contact') message.patches += 1;
      },
      onAnswer: (name, environment, answer) => {
        const message = carriedBy(environment);
        const maySendAgain = answer.kind === 'answered' && [401, 404].includes(answer.status);
        if (message !== undefined && name === 'PATCH contact' && maySendAgain)
          message.repeatable += 1;
      },
    },
  );
  const deliver = startEventSource(
    place,
    queue,
    () => initDeliver({ ...surroundings, transport }),
    ({ id }, environment) => {
      carried.set(environment, id);
      const message = carriedBy(environment);
      if (message !== undefined) message.deliveries += 1;
    },
  );
  return { surroundings, deliver };
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
