import {
  GetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import { unpackMessage } from '../../functions/edges/ledger/packed/packed-message.ts';
import { type Flow, startFlow } from '../support/flow.ts';

const bridgeId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';

/** A flow whose ledger can be taken away from deliver, as a mistake in a policy would. */
async function startWithLedger() {
  let isThere = true;
  const flow = await startFlow({
    // A thousand receives take long and show no more than three.
    editTemplate: (text) =>
      text.replaceAll(/"maxReceiveCount": ?1000/g, '"maxReceiveCount": 3'),
    intercept: (service) =>
      service === 'dynamodb' && !isThere
        ? {
            status: 400,
            body: {
              __type: 'com.amazon.coral.service#AccessDeniedException',
              message: 'not authorized',
            },
          }
        : undefined,
  });
  flow.bridge.putContact(bridgeId, {});
  return {
    ...flow,
    takeLedgerAway: () => {
      isThere = false;
    },
    giveLedgerBack: () => {
      isThere = true;
    },
  };
}

/** An event that happened now. */
function change(flow: Flow, id: string, data: object) {
  return {
    source: 'crm',
    id,
    body: {
      timestamp: new Date(flow.clock.now()).toISOString(),
      data: { bridgeId, ...data },
    },
  };
}

/** What the runbook says: start a redrive of the queue that the output `DeadLettersUrl` names. */
async function redrive({ app }: Flow): Promise<void> {
  const client = new SQSClient({
    endpoint: app.awsEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
  });
  onTestFinished(() => client.destroy());
  const QueueUrl = app.outputs.DeadLettersUrl ?? '';
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  await client.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes?.QueueArn }));
  await app.settle();
}

const deadLetters = (flow: Flow) => flow.app.queue('DeadLetters').messages();
const waiting = (flow: Flow) => flow.app.queue('Queuesmain').messages();

test('an event that deliver could never take is a dead letter, and a redrive delivers it behind what is newer (G2, G4)', async () => {
  const flow = await startWithLedger();
  const older = change(flow, 'msg_older', { first: 'older', last: 'older' });
  flow.takeLedgerAway();
  const accepted = await flow.deliver(older);
  const buried = [deadLetters(flow).length, waiting(flow).length, flow.patches().length];
  flow.giveLedgerBack();
  flow.clock.advanceTo(flow.clock.now() + 3600_000);
  await flow.deliver(change(flow, 'msg_newer', { first: 'newer' }));

  await redrive(flow);

  expect([accepted.status, buried]).toEqual([200, [1, 0, 0]]);
  expect(flow.bridge.contacts()).toContainEqual(
    expect.objectContaining({ id: bridgeId, firstName: 'newer', lastName: 'older' }),
  );
  expect(flow.outcomes().map(({ outcome, stale }) => [outcome, stale])).toEqual([
    ['delivered', undefined],
    ['delivered', 'firstName'],
  ]);
  expect([deadLetters(flow), waiting(flow)]).toEqual([[], []]);
});

test('dead letters of one contact are delivered in their order, and those that fail again are dead letters again (G2, G4)', async () => {
  const flow = await startWithLedger();
  flow.takeLedgerAway();
  for (const first of ['one', 'two', 'three'])
    await flow.post(change(flow, `msg_${first}`, { first }));
  await flow.app.settle();
  await redrive(flow);
  const again = deadLetters(flow).length;
  flow.giveLedgerBack();

  await redrive(flow);

  expect(again).toBe(3);
  expect(flow.patches().map(({ body }) => body)).toMatchObject([
    { firstName: 'one' },
    { firstName: 'two' },
    { firstName: 'three' },
  ]);
  expect(flow.bridge.contacts()).toContainEqual(
    expect.objectContaining({ id: bridgeId, firstName: 'three' }),
  );
  expect(deadLetters(flow)).toEqual([]);
});

test('an event that its sender repeated meanwhile changes nothing when its dead letter comes back (G3)', async () => {
  const flow = await startWithLedger();
  const event = change(flow, 'msg_1', { first: 'Ada' });
  flow.takeLedgerAway();
  await flow.deliver(event);
  flow.giveLedgerBack();
  flow.clock.advanceTo(flow.clock.now() + 3600_000);
  await flow.deliver(event);

  await redrive(flow);

  expect(flow.outcomes().map(({ outcome }) => outcome)).toEqual([
    'delivered',
    'duplicate',
  ]);
  expect(flow.patches()).toHaveLength(1);
  expect(deadLetters(flow)).toEqual([]);
});

test('a dead letter that comes back too late is parked, not lost (G2)', async () => {
  const flow = await startWithLedger();
  flow.takeLedgerAway();
  await flow.deliver(change(flow, 'msg_1', { first: 'Ada' }));
  flow.giveLedgerBack();
  flow.clock.advanceTo(flow.clock.now() + 13 * 24 * 3600_000);

  await redrive(flow);

  expect(flow.outcomes().map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['parked', 'too-old'],
  ]);
  const parked = (await flow.ledger()).find(({ parkedSource }) => parkedSource === 'crm');
  expect(unpackMessage(parked?.message)).toContain('Ada');
});
