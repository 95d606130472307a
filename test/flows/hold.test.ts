import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Flow, flowConfig, startFlow } from '../support/flow.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

const hour = 3_600_000;
const minute = 60_000;
/** The whole of it is 1,000 contacts with 10 events each: HOLD_CONTACTS=1000, some minutes. */
const contactCount = Number(process.env.HOLD_CONTACTS ?? 4);
const eventsOfContact = 10;
const hoursDown = 24;

const idOf = (contact: number) =>
  `4e362e2b-67b2-4a7e-a9df-${contact.toString(16).padStart(12, '0')}`;

function change(flow: Flow, id: string, contact: number, data: object) {
  return {
    source: 'crm',
    id,
    body: {
      timestamp: new Date(flow.clock.now()).toISOString(),
      data: { bridgeId: idOf(contact), ...data },
    },
  };
}

/**
 * The flows' configuration, but for the age at which events are given up: the default of three
 * days.
 */
function patientConfig(): string {
  const dir = temporaryDir('hold');
  cpSync(flowConfig, dir, { recursive: true });
  const file = join(dir, 'bridge.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^ *maxEventAge:.*\n/m, ''));
  return dir;
}

async function startWithContacts(count: number): Promise<Flow> {
  const flow = await startFlow({ configDir: patientConfig() });
  for (let contact = 0; contact < count; contact += 1)
    flow.bridge.putContact(idOf(contact), {});
  return flow;
}

/** Lets so much virtual time pass, with all that is due in it. */
async function pass(flow: Flow, milliseconds: number): Promise<void> {
  const end = flow.clock.now() + milliseconds;
  await flow.app.settle({ maxVirtualMs: milliseconds });
  flow.clock.advanceTo(end);
}

const count = (flow: Flow, outcome: string) =>
  flow.outcomes().filter((ended) => ended.outcome === outcome).length;
const parked = (flow: Flow) =>
  flow.outcomes().filter(({ outcome }) => outcome === 'parked');
const deadLetters = (flow: Flow) => flow.app.queue('DeadLetters').messages();

test('hours without Bridge cost no event: nothing parked, no dead letters, the order kept, one call a step (G2, G4, G6)', {
  timeout: 30 * minute,
}, async () => {
  const flow = await startWithContacts(contactCount);
  flow.bridge.addFault({ status: 503, times: 1_000_000 });
  for (let index = 0; index < eventsOfContact; index += 1)
    for (let contact = 0; contact < contactCount; contact += 1)
      expect(
        (
          await flow.post(
            change(flow, `msg_${contact}_${index}`, contact, { first: `name ${index}` }),
          )
        ).status,
      ).toBe(200);

  await pass(flow, hoursDown * hour);
  const callsInOutage = flow.bridge.requests().length;
  const invocationsInOutage = flow.logs.filter(
    ({ outcome }) => outcome === 'retry',
  ).length;
  flow.bridge.clearFaults();
  await flow.app.settle();

  expect(count(flow, 'delivered')).toBe(contactCount * eventsOfContact);
  expect(parked(flow)).toEqual([]);
  expect(deadLetters(flow)).toEqual([]);
  expect(flow.bridge.contacts().map(({ firstName }) => firstName)).toEqual(
    Array(contactCount).fill(`name ${eventsOfContact - 1}`),
  );
  const sentTo = (contact: number) =>
    flow.patches().filter(({ id, status }) => id === idOf(contact) && status === 200);
  for (let contact = 0; contact < contactCount; contact += 1)
    expect(
      sentTo(contact).map(({ body }) => (body as { firstName: string }).firstName),
    ).toEqual(Array.from({ length: eventsOfContact }, (_, index) => `name ${index}`));
  // 15 s, 30 s … 15 min, then one every 15 min or so; the first calls of copies that had not heard
  // of the hold come on top.
  expect(callsInOutage).toBeLessThanOrEqual(6 + hoursDown * 4 + 10);
  expect(invocationsInOutage).toBeLessThanOrEqual(
    (contactCount + 10) * (hoursDown * 4 + 20),
  );
  if (process.env.HOLD_CONTACTS !== undefined)
    process.stderr.write(`calls ${callsInOutage}, invocations ${invocationsInOutage}\n`);
});

test('a key rejected for two hours and then rotated: nothing parked, and delivery goes on within the current step (G7)', async () => {
  const flow = await startWithContacts(5);
  flow.bridge.setApiKeys(['fake-new-key']);
  for (let contact = 0; contact < 5; contact += 1)
    await flow.post(change(flow, `msg_${contact}`, contact, { first: 'Ada' }));

  await pass(flow, 2 * hour);
  const waiting = flow.logs.filter(({ reason }) => reason === 'key-rejected').length;
  flow.secrets.put(
    'bridgehook/test/bridge-keys',
    JSON.stringify({ main: { current: 'fake-new-key' } }),
  );
  await pass(flow, 17 * minute);

  expect(waiting).toBeGreaterThan(0);
  expect(parked(flow)).toEqual([]);
  expect(count(flow, 'delivered')).toBe(5);
});

test('one contact that always gives 500 among those that work: they are delivered, it is parked, no hold beyond seconds (G5)', async () => {
  const healthy = Number(process.env.HOLD_CONTACTS ?? 60);
  const flow = await startWithContacts(healthy + 1);
  flow.bridge.addFault({
    status: 500,
    times: 1_000_000,
    method: 'PATCH',
    path: idOf(healthy),
  });
  const startedAt = flow.clock.now();

  const all = Array.from({ length: healthy }, (_, contact) => contact);
  for (const contact of all.toSpliced(healthy / 2, 0, healthy))
    await flow.post(change(flow, `msg_${contact}`, contact, { first: 'Ada' }));
  await pass(flow, 2 * minute);
  const deliveredSoon = count(flow, 'delivered');
  // Somebody has to come through meanwhile: else it cannot be told from an outage.
  for (let later = 0; later < 6; later += 1) {
    await flow.post(change(flow, `later_${later}`, later, { first: 'Bea' }));
    await pass(flow, 5 * minute);
  }
  await flow.app.settle();

  expect(deliveredSoon).toBe(healthy);
  const detail = 'ambiguous: PATCH contact: status 500';
  expect(parked(flow)).toMatchObject([{ reason: 'bridge-error', detail }]);
  expect(flow.clock.now() - startedAt).toBeLessThan(2 * hour);
  const steps = flow.logs
    .filter(({ message }) => message === 'event waits for its workspace')
    .map((line) => Number(line.retryAfterSeconds));
  expect(Math.max(0, ...steps)).toBeLessThanOrEqual(60);
});
