import {
  type AttributeValue,
  DynamoDBClient,
  PutItemCommand,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toReplay } from '../../functions/core/deliver/requeue-waiting.ts';
import { messageSchema } from '../../functions/core/message/message-schema.ts';
import {
  packMessage,
  unpackMessage,
} from '../../functions/edges/ledger/packed/packed-message.ts';
import { createEnqueue } from '../../functions/edges/queue.ts';
import { contactId, type LinksProject, startLinksProject } from './links-project.ts';

const workspaceId = '11111111-1111-4111-8111-111111111111';
const source = (contact: string) => `provider: standard-webhooks
workspace: main
events:
  id:
    - sent
contact:
${contact}
map:
  firstName: data.firstName
  email: data.email
  cellphone: data.phone
`;
/** By Bridge's id, by the sender's, and by number and address. */
const sources = {
  'by-id': source('  id: data.contact'),
  'by-link': `system: crm\n${source('  externalId: data.customer\n  match:\n    - email\n  ifNotFound: park')}`,
  'by-phone': source('  match:\n    - cellphone\n  ifNotFound: park'),
};

const [ada, bea, cleo] = [contactId(1), contactId(2), contactId(3)];
const adas = { phone: '+34600000001', email: 'canary-ada@example.com' };
let project: LinksProject;
let dynamo: DynamoDBClient;
let sqs: SQSClient;
let sent = 0;

beforeAll(async () => {
  const sample = {
    sent: 1,
    data: {
      contact: ada,
      customer: 'c-1',
      firstName: 'Ada',
      email: 'ada@example.com',
      phone: '+34600000001',
    },
  };
  const expected = {
    firstName: 'Ada',
    email: 'ada@example.com',
    cellphone: '+34600000001',
  };
  const files = Object.entries(sources).map(([name, yaml]) => [
    [`${name}.yaml`, yaml],
    [`${name}.samples/whole.json`, JSON.stringify(sample)],
    [`${name}.samples/whole.expected.json`, JSON.stringify(expected)],
  ]);
  project = await startLinksProject(0, Object.fromEntries(files.flat()));
  const aws = {
    endpoint: project.running.app.awsEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
  };
  [dynamo, sqs] = [new DynamoDBClient(aws), new SQSClient(aws)];
  for (const [id, number] of [
    [ada, 1],
    [bea, 2],
    [cleo, 3],
  ] as const)
    project.running.simulator?.putContact(id, {
      workspaceId,
      cellphone: `+3460000000${number}`,
      email: number === 1 ? adas.email : `bea${number}@example.com`,
    });
});

afterAll(async () => {
  dynamo?.destroy();
  sqs?.destroy();
  await project.stop();
});

async function send(to: keyof typeof sources, data: object) {
  sent += 1;
  project.write('event.json', JSON.stringify({ sent: `erase-${sent}`, data }));
  const { code, stderr } = await project.cli('send', to, 'event.json');
  if (code !== 0) throw new Error(stderr);
  await project.quiet();
}

/** Everything the ledger has, by key. */
async function ledger(): Promise<Map<string, string>> {
  const items = new Map<string, string>();
  for await (const { Items = [] } of paginateScan(
    { client: dynamo },
    { TableName: project.running.app.outputs.TableName },
  ))
    for (const item of Items) items.set(item.pk?.S ?? '', readable(item));
  return items;
}

/** An item with the text of its message. */
function readable({ message, ...item }: Record<string, AttributeValue>): string {
  const text = message && { message: { S: unpackMessage(message.B) } };
  return JSON.stringify({ ...item, ...text });
}

const payloads = async () =>
  [...(await ledger()).values()].flatMap((text) => {
    const { message } = JSON.parse(text) as { message?: { S: string } };
    return message === undefined ? [] : [messageSchema.parse(JSON.parse(message.S))];
  });
/** Keys of the events whose items have the text. */
const eventsThatName = async (text: string) =>
  [...(await ledger())].flatMap(([pk, item]) =>
    pk.startsWith('event#') && item.includes(text) ? [pk] : [],
  );
const outcomes = async (
  ...options: string[]
): Promise<{ id: string; outcome: { kind: string; reason?: string } }[]> =>
  JSON.parse((await project.cli('events', '--json', ...options)).stdout);

test('a person is erased from the ledger, by contact, id, number and address; nobody else is, and what comes later counts (G2, G10)', async () => {
  await send('by-id', { contact: ada, firstName: 'Canary One' });
  await send('by-link', {
    customer: 'canary-7',
    firstName: 'Canary Two',
    email: adas.email,
  });
  await send('by-phone', { phone: '+34 600 000 001', firstName: 'Canary Three' });
  await send('by-phone', { email: adas.email, firstName: 'Canary without a number' });
  await send('by-link', {
    customer: ['canary-8', 'canary-9'],
    email: adas.email,
    firstName: 'Canary with two ids',
  });
  await send('by-id', { contact: bea, firstName: 'Bea', email: 'bea2@example.com' });
  await send('by-phone', { phone: '+34600000009', firstName: 'Nobody' });
  const old = (await payloads()).filter((message) =>
    JSON.stringify(message).toLowerCase().includes('canary'),
  );
  const [enqueue, queueUrl] = [
    createEnqueue(sqs),
    JSON.parse(project.running.app.outputs.QueueUrls ?? '{}').main as string,
  ];
  await project.quiet();

  const plan = await project.cli('erase', '--contact', ada);
  const done = await project.cli('erase', '--contact', ada, '--yes', '--wait', '0');
  const again = await project.cli('erase', '--contact', ada, '--json');

  expect(plan.stdout).toMatch(
    /field clocks: yes\n {2}ids of senders, as hashes: 1\n {2}payloads of events that ended: 3\n {2}parked events: 2\n/,
  );
  expect(plan.stdout).toContain('Nothing was erased.');
  expect(done.stdout).toMatch(
    /field clocks: removed\n {2}ids of senders: 1\n {2}payloads of events that ended: 3\n {2}parked events: 2,/,
  );
  expect(`${plan.stdout}${done.stdout}`.toLowerCase()).not.toContain('canary');
  expect(JSON.parse(again.stdout)).toMatchObject({
    erased: false,
    clocks: false,
    payloads: [],
    parked: [],
  });
  expect([...(await ledger()).values()].join('\n').toLowerCase()).not.toContain('canary');
  expect((await payloads()).map(({ events }) => JSON.stringify(events[0]?.body))).toEqual(
    expect.arrayContaining([
      expect.stringContaining('Bea'),
      expect.stringContaining('Nobody'),
    ]),
  );
  expect(await eventsThatName(ada)).toEqual([]);
  expect(await outcomes('--contact', ada)).toEqual([]);
  expect((await outcomes('--parked')).length).toBe(1);

  const contact = () => project.running.simulator?.contacts().find(({ id }) => id === ada);
  const before = structuredClone(contact());
  await enqueue(
    queueUrl,
    old.map((message) => toReplay(message, 'still on its way')),
    Date.now() + 5_000,
  );
  await project.quiet();

  const late = (await outcomes())
    .filter(({ id }) => old.some(({ events }) => events[0]?.id === id))
    .map(({ outcome }) => outcome);
  // Nobody can tell whose an event with two ids is: it parks again, and is found again.
  expect(late.map(({ reason }) => reason).sort()).toEqual([
    'erased',
    'erased',
    'erased',
    'erased',
    'invalid-value',
  ]);
  expect(contact()).toEqual(before);

  await send('by-link', { customer: 'canary-7', firstName: 'Later', email: adas.email });
  expect(contact()?.firstName).toBe('Later');
});

const contactKey = (id: string) => ({ pk: { S: `contact#main#${id}` } });

test('an erasure waits for who is writing to the contact, and looks a second time for what a delivery under way has left (G2)', async () => {
  await send('by-id', { contact: cleo, firstName: 'Canary Cleo' });
  const leaseUntil = Date.now() + 1_500;
  const { TableName } = project.running.app.outputs;
  const values = { ':token': { S: 'somebody' }, ':until': { N: String(leaseUntil) } };
  const lease = {
    UpdateExpression: 'SET leaseToken = :token, leaseUntil = :until',
    ExpressionAttributeValues: values,
  };
  await dynamo.send(new UpdateItemCommand({ TableName, Key: contactKey(cleo), ...lease }));
  const [kept] = [...(await ledger()).values()].filter((text) =>
    text.includes('Canary Cleo'),
  );

  const erasing = project.cli(
    'erase',
    '--contact',
    cleo,
    '--yes',
    '--wait',
    '2',
    '--json',
  );
  await expect
    .poll(async () => (await ledger()).get(`contact#main#${cleo}`), { timeout: 10_000 })
    .toContain('erasedAt');
  const erasedAfter = Date.now();
  const message = JSON.parse(JSON.parse(kept ?? '').message.S);
  // As a delivery of this version leaves it, and of one before, while both are deployed.
  for (const [id, written] of Object.entries({
    'settled-late': { to: { S: cleo } },
    'settled-before': { contact: { S: `main#${cleo}` } },
  })) {
    message.events[0].id = id;
    const Item = {
      pk: { S: `event#${id}` },
      source: { S: 'by-id' },
      workspace: { S: 'main' },
      receivedAt: { N: String(message.receivedAt) },
      settledAt: { S: new Date().toISOString() },
      message: { B: packMessage(message) },
      ...written,
    };
    await dynamo.send(new PutItemCommand({ TableName, Item }));
  }
  const { code, stdout } = await erasing;

  expect(code).toBe(0);
  expect(erasedAfter).toBeGreaterThanOrEqual(leaseUntil);
  expect(JSON.parse(stdout)).toMatchObject({ erased: true, clocks: true, payloads: 3 });
  expect([...(await ledger()).values()].join('\n')).not.toContain('Canary Cleo');
  expect(await eventsThatName(cleo)).toEqual([]);
});

test('an erasure says what cannot be known of a contact that Bridge does not have', async () => {
  const { code, stdout, stderr } = await project.cli(
    'erase',
    '--contact',
    contactId(99),
    '--yes',
    '--wait',
    '0',
    '--json',
  );

  expect(code).toBe(0);
  expect(stderr).toContain('Bridge has no such contact');
  expect(JSON.parse(stdout)).toMatchObject({
    erased: true,
    clocks: false,
    links: 0,
    parked: 0,
    payloads: 0,
  });
});

test('what cannot be meant is refused', async () => {
  expect(await project.cli('erase', '--contact', 'ada')).toMatchObject({ code: 2 });
  expect(
    (await project.cli('erase', '--contact', ada, '--wait', 'long')).stderr,
  ).toContain('Write one from 0 to 3600.');
});
