import type { Context } from 'aws-lambda';
import type { HookEvent } from '../../functions/edges/receive/stages.ts';
import { limits } from '../../lib/config/limits.ts';
import { requestEvent } from '../../local/cloud/events.ts';
import { createEnvironment, type Environment, type Place } from './environment.ts';
import { initReceive, publicUrl, type Surroundings } from './functions.ts';
import type { HookRequest, OracleEvent } from './history.ts';
import { addressOf } from './people.ts';
import { senderSecret } from './services.ts';

type Receive = Awaited<ReturnType<typeof initReceive>>;

/**
 * How long senders wait until they send a request again that was not taken, in seconds: beyond what
 * the queue remembers, too.
 */
const patience = [60, 400, 900];
const api = { accountId: '0', apiId: 'api', stage: '$default', publicUrl };

/** The senders, and API Gateway with as many environments of the receive function as it takes. */
export function startSenders(
  place: Place,
  surroundings: Surroundings,
  start: number,
  onBug: (bug: string) => void,
) {
  const environments: { environment: Environment; receive?: Receive }[] = [];
  let open = 0;

  async function receive(request: HookRequest): Promise<number> {
    const idle = environments.find(
      ({ environment }) => !environment.isBusy() && !environment.isDead(),
    );
    const instance: (typeof environments)[number] = idle ?? {
      environment: createEnvironment(place),
    };
    if (idle === undefined) environments.push(instance);
    const { environment } = instance;
    const until = place.timeline.now() + limits.receiveTimeoutSeconds * 1000;
    const cancel = place.timeline.at(until, () => void environment.die());
    const answer = await environment.run(async () => {
      instance.receive ??= await initReceive(surroundings);
      const context = {
        getRemainingTimeInMillis: () => until - place.timeline.now(),
      } as Context;
      return instance.receive(toHookEvent(request, start, place.timeline.now()), context);
    });
    cancel();
    return answer === 'dead' ? 502 : (answer.statusCode ?? 0);
  }

  async function send(request: HookRequest, attempt: number): Promise<void> {
    const status = await receive(request);
    if (status >= 400 && status < 500)
      onBug(`a request of ${request.source} was answered ${status}`);
    if (status >= 200 && status < 300) open -= 1;
    else {
      const wait = patience[Math.min(attempt, patience.length - 1)] ?? 0;
      place.timeline.at(
        place.timeline.now() + wait * 1000,
        () => void send(request, attempt + 1),
      );
    }
  }

  return {
    environments: () => environments.map(({ environment }) => environment),
    /** Whether a request waits to be taken. */
    isBusy: () => open > 0,
    plan(request: HookRequest): void {
      open += 1;
      place.timeline.at(start + request.at, () => void send(request, 0));
    },
  };
}

function toHookEvent(
  { source, events }: HookRequest,
  start: number,
  receivedAt: number,
): HookEvent {
  const wired = events.map((event) => toWire(event, source, start));
  const body = Buffer.from(
    JSON.stringify(source === 'form' ? wired[0] : { events: wired }),
  );
  const headers: [string, string][] = [
    ['content-type', 'application/json'],
    ['x-secret', senderSecret],
  ];
  const raw = {
    method: 'POST',
    path: `/hooks/${source}`,
    headers,
    body,
    sourceIp: '192.0.2.1',
    protocol: 'HTTP/1.1',
    receivedAt,
  };
  return requestEvent(
    raw,
    'POST /hooks/{source}',
    { source },
    api,
  ) as unknown as HookEvent;
}

/** The event as its source says it: what it does not say is absent, what it clears is empty. */
export function toWire(
  { id, time, sets = [], clears = [], ...event }: OracleEvent,
  source: HookRequest['source'],
  start: number,
) {
  const at = start + time;
  const address = addressOf(event, source);
  const said = [
    ...sets.map((property) => [property, valueFor(property, id)]),
    ...clears.map((property) => [property, '']),
  ];
  return { id, at, ...address, ...Object.fromEntries(said) };
}

/** Every value tells which event wrote it. */
export function valueFor(property: string, eventId: string): string {
  return property === 'email' ? `${eventId}@example.com` : `${property} ${eventId}`;
}
