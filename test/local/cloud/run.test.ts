import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { memorySecrets } from '../../../local/cloud/aws/secrets.ts';
import { startLocalApp } from '../../../local/cloud/run.ts';
import { startTinyApp, tinyAssembly } from './tiny-app.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

describe('from request to consumer', () => {
  test('a request is received, queued and delivered, in order per group', async () => {
    const app = await startTinyApp();

    const response = await app.post(
      { group: 'a', name: 'a1', script: ['slow'] },
      { group: 'a', name: 'a2' },
      { group: 'b', name: 'b1' },
    );
    await app.quiet();

    expect([response.status, await response.text()]).toEqual([200, 'form']);
    const names = app.steps.map(({ name }) => name);
    expect(names.toSorted()).toEqual(['a1', 'a2', 'b1']);
    expect(names.indexOf('a1')).toBeLessThan(names.indexOf('a2'));
    expect(app.queue('events.fifo').messages()).toEqual([]);
  });

  test('groups run side by side, but no more of them than the mapping allows', async () => {
    const app = await startTinyApp();
    const groups = ['a', 'b', 'c'];

    await app.post(...groups.map((group) => ({ group, name: group, script: ['slow'] })));

    await vi.waitFor(() =>
      expect(
        app
          .queue('events')
          .messages()
          .filter(({ inFlight }) => inFlight),
      ).toHaveLength(2),
    );
    await app.quiet();
    expect(app.steps.map(({ name }) => name).toSorted()).toEqual(groups);
  });

  test('outputs and the functions know the public URL', async () => {
    const app = await startTinyApp({ publicUrl: 'https://hooks.example.com/' });

    const seen = await echo(app);

    expect(app.outputs).toEqual({
      HookUrl: 'https://hooks.example.com/hooks',
      Queue: 'events.fifo',
    });
    expect(seen.env.PUBLIC_URL).toBe('https://hooks.example.com');
  });

  test('a bundle sees the clock, its own environment and nothing of the user’s', async () => {
    vi.stubEnv('BRIDGEHOOK_TEST_CANARY', 'mine');
    const app = await startTinyApp({ environment: { Receive: { EXTRA: '1' } } });
    await fetch(`${app.url}/echo/x`);
    app.clock.advanceTo(Date.UTC(2032, 5, 1));

    const seen = await echo(app);

    expect(seen.year).toBe(2032);
    expect(seen.now - seen.event.requestContext.timeEpoch).toBeLessThan(600_000);
    expect(seen.env).toMatchObject({
      EXTRA: '1',
      TZ: 'UTC',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_ENDPOINT_URL: app.awsEndpoint,
    });
    expect(JSON.stringify(seen.env)).not.toContain('mine');
    expect(seen.context).toMatchObject({
      functionName: 'tiny-Receive1',
      memoryLimitInMB: '512',
      invokedFunctionArn: expect.stringMatching(/:function:tiny-Receive1$/),
    });
    expect(seen.context.remaining).toBeGreaterThan(5000);
    vi.unstubAllEnvs();
  });
});

describe('what fails', () => {
  test('a reported message stays invisible for its timeout and holds up its group alone', async () => {
    const app = await startTinyApp();

    await app.post(
      { group: 'a', name: 'a1', script: ['fail', 'ok'] },
      { group: 'a', name: 'a2' },
      { group: 'b', name: 'b1' },
    );
    await app.quiet();
    expect(app.steps.map(({ name }) => name).toSorted()).toEqual(['a1', 'b1']);
    await app.settle();

    expect(
      app.steps.filter(({ group }) => group === 'a').map(({ name, step }) => [name, step]),
    ).toEqual([
      ['a1', 'fail'],
      ['a1', 'ok'],
      ['a2', 'ok'],
    ]);
    expect(tensOfSecondsBetween(app.steps.filter(({ name }) => name === 'a1'))).toBe(18);
  });

  test('a visibility the function set itself holds', async () => {
    const app = await startTinyApp();

    await app.post({ group: 'a', name: 'a1', script: ['hide', 'ok'] });
    await app.settle();

    expect(tensOfSecondsBetween(app.steps)).toBe(60);
  });

  test.each(['throw', 'unknown', 'malformed', 'exit', 'hang'])(
    'a function that answers with "%s" fails the message, and the next try works',
    async (word) => {
      const app = await startTinyApp();

      await app.post({ group: 'a', name: 'a1', script: [word, 'ok'] });
      await app.settle();

      expect(app.steps.map(({ step, count }) => [step, count])).toEqual([
        [word, 1],
        ['ok', 2],
      ]);
      if (word === 'exit')
        expect(app.lines.join('\n')).toContain('Runtime exited with error: exit status 3');
      if (word === 'hang')
        expect(app.lines.join('\n')).toContain('Task timed out after 1.00 seconds');
    },
  );

  test('what fails too often goes to the dead-letter queue, and its group goes on', async () => {
    const app = await startTinyApp();

    await app.post(
      { group: 'a', name: 'a1', script: ['fail'] },
      { group: 'a', name: 'a2' },
    );
    await app.settle();

    expect(app.steps.map(({ name }) => name)).toEqual(['a1', 'a1', 'a1', 'a2']);
    expect(app.queue('DeadLetters').messages()).toMatchObject([
      { groupId: 'a', receiveCount: 3, body: expect.stringContaining('"a1"') },
    ]);
  });

  test('settling ends when the next due time is beyond the limit', async () => {
    const app = await startTinyApp();

    await app.post({ group: 'a', name: 'a1', script: ['fail'] });
    await app.settle({ maxVirtualMs: 200_000 });

    expect(app.steps).toHaveLength(2);
    expect(app.queue('events').messages()).toHaveLength(1);
  });

  test('an error in the receiving function is a bare 500', async () => {
    const app = await startTinyApp();

    const response = await fetch(`${app.url}/echo/fail`);

    expect([response.status, await response.text()]).toEqual([
      500,
      '{"message":"Internal Server Error"}',
    ]);
    expect(app.lines.join('\n')).toContain('as asked');
  });
});

describe('the interceptor', () => {
  test('takes the place of a call', async () => {
    const app = await startTinyApp({
      intercept: (service, action) =>
        service === 'sqs' && action === 'SendMessageBatch'
          ? { status: 500, body: { message: 'down' } }
          : undefined,
    });

    expect((await app.post({ group: 'a', name: 'a1' })).status).toBe(500);
    expect(app.steps).toEqual([]);
  });

  test('can let the call through and change its answer', async () => {
    const app = await startTinyApp({
      async intercept(_, action, __, proceed) {
        if (action !== 'SendMessageBatch') return undefined;
        await proceed();
        return {
          status: 200,
          body: { Failed: [{ Id: '0', Code: 'InternalError', SenderFault: false }] },
        };
      },
    });

    expect((await app.post({ group: 'a', name: 'a1' })).status).toBe(503);
    await app.quiet();
    expect(app.steps.map(({ name }) => name)).toEqual(['a1']);
  });
});

describe('the other services', () => {
  test('the table has the keys and indexes of the template, and a failed condition tells the item', async () => {
    const app = await startTinyApp();
    const table = new DynamoDBClient({
      endpoint: app.awsEndpoint,
      region: 'us-east-1',
      credentials,
    });
    onTestFinished(() => table.destroy());
    const item = { pk: { S: 'event' }, sk: { S: '1' }, parked: { S: 'form' } };

    await table.send(new PutItemCommand({ TableName: 'ledger', Item: item }));
    const again = table.send(
      new PutItemCommand({
        TableName: 'ledger',
        Item: item,
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );

    await expect(again).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: item,
    });
    const { Items } = await table.send(
      new QueryCommand({
        TableName: 'ledger',
        IndexName: 'parked',
        KeyConditionExpression: 'parked = :source',
        ExpressionAttributeValues: { ':source': { S: 'form' } },
      }),
    );
    expect(Items).toEqual([item]);
  });

  test('secrets are read by name or ARN, written, and missing until someone sets them', async () => {
    const secrets = memorySecrets();
    const app = await startTinyApp({ secrets });
    const client = new SecretsManagerClient({
      endpoint: app.awsEndpoint,
      region: 'us-east-1',
      credentials,
    });
    const get = async (SecretId: string) =>
      (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;

    await expect(get('tiny/keys')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(get('tiny/unknown')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await client.send(
      new PutSecretValueCommand({ SecretId: 'tiny/keys', SecretString: '{"main":{}}' }),
    );

    expect(
      await get('arn:aws:secretsmanager:us-east-1:000000000000:secret:tiny/keys-local0'),
    ).toBe('{"main":{}}');
    expect(await get('tiny/pepper')).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(secrets.get('tiny/pepper')).toBe(await get('tiny/pepper'));
  });
});

describe('starting and stopping', () => {
  test('a state directory keeps messages, receive counts, deduplication, tables and generated secrets', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'bridgehook-state-'));
    onTestFinished(() => rmSync(stateDir, { recursive: true }));
    const [firstSecrets, secondSecrets] = [memorySecrets(), memorySecrets()];
    const item = { pk: { S: 'a' }, sk: { S: 'b' } };
    const tableAt = (endpoint: string) =>
      new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });

    const first = await startTinyApp({ stateDir, secrets: firstSecrets });
    await first.post(
      { group: 'a', name: 'a1', script: ['fail', 'ok'] },
      { group: 'a', name: 'a2' },
    );
    await tableAt(first.awsEndpoint).send(
      new PutItemCommand({ TableName: 'ledger', Item: item }),
    );
    await first.quiet();
    await first.stop();
    const second = await startTinyApp({ stateDir, secrets: secondSecrets });
    await second.post({ group: 'a', name: 'a1' });
    await second.settle();

    expect(second.steps.map(({ name, count }) => [name, count])).toEqual([
      ['a1', 2],
      ['a2', 1],
    ]);
    expect(
      (
        await tableAt(second.awsEndpoint).send(
          new GetItemCommand({ TableName: 'ledger', Key: item }),
        )
      ).Item,
    ).toEqual(item);
    expect(secondSecrets.get('tiny/pepper')).toBe(firstSecrets.get('tiny/pepper'));
  });

  test('a kill -9 loses no message that was acknowledged, and no worker survives it', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'bridgehook-state-'));
    onTestFinished(() => rmSync(stateDir, { recursive: true }));
    const victim = spawn(
      process.execPath,
      [fileURLToPath(new URL('run-until-killed.ts', import.meta.url)), stateDir],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [workerPid = ''] = await once(createInterface({ input: victim.stdout }), 'line');
    await once(victim, 'close');

    const app = await startTinyApp({ stateDir });
    await app.settle();

    expect(app.steps.map(({ name, count }) => [name, count])).toEqual([
      ['a1', 2],
      ['a2', 1],
    ]);
    // A zombie is dead too: some containers have nobody who reaps orphans.
    expect(spawnSync('ps', ['-o', 'stat=', '-p', workerPid]).stdout.toString()).toMatch(
      /^(Z.*\s*)?$/,
    );
  });

  test('two runs cannot share a state directory', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'bridgehook-state-'));
    onTestFinished(() => rmSync(stateDir, { recursive: true }));
    await startTinyApp({ stateDir });

    await expect(startTinyApp({ stateDir })).rejects.toThrow(
      `${stateDir} is in use by process ${process.pid}`,
    );
  });

  test('a taken port is an error that names it and the cure', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;

    const start = startLocalApp({
      assembly: tinyAssembly,
      port,
      secrets: memorySecrets(),
    });

    await expect(start).rejects.toThrow(
      `Port ${port} is already in use. Stop the program that uses it, or choose another one.`,
    );
  });

  test('stopping lets what is running finish, and is over at once when nothing is', async () => {
    const app = await startTinyApp();
    await app.post({ group: 'a', name: 'a1', script: ['slow'] });

    await app.stop();

    expect(app.steps.map(({ name }) => name)).toEqual(['a1']);
    expect(app.queue('events').messages()).toEqual([]);
    await expect(fetch(app.url)).rejects.toThrow();
  });
});

interface Seen {
  event: { requestContext: { timeEpoch: number } };
  env: Record<string, string>;
  now: number;
  year: number;
  context: { remaining: number };
}

async function echo(app: { url: string }): Promise<Seen> {
  return (await (await fetch(`${app.url}/echo/x`)).json()) as Seen;
}

/** Rounded, because a worker takes its time before it says when it began. */
function tensOfSecondsBetween([first, second]: { at: number }[]): number {
  return Math.round(((second?.at ?? 0) - (first?.at ?? 0)) / 10_000);
}
