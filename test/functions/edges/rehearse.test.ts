import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, test, vi } from 'vitest';
import type { DeployedConfig } from '../../../functions/core/config/bridge-schema.ts';
import {
  evaluateOnJsonata,
  planExpression,
} from '../../../functions/core/expression/jsonata.ts';
import { playLedger } from '../../../functions/edges/ledger/played-ledger.ts';
import { rehearse } from '../../../functions/edges/warm-up/rehearse.ts';
import { buildConfig, buildSource } from '../../support/build-source.ts';

/** The module that is loaded for what is not compiled. */
vi.mock(import('../../../functions/core/expression/jsonata.ts'), { spy: true });

afterEach(() => void vi.restoreAllMocks());

/** A client of a table, and what it has sent there. */
function openTable() {
  const sent: unknown[] = [];
  const requestHandler = {
    handle: async (request: unknown) => {
      sent.push(request);
      throw new Error('the table was called');
    },
  };
  const dynamo = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
    requestHandler,
    maxAttempts: 1,
  });
  return { dynamo, sent };
}

const unusual = buildConfig(
  buildSource({
    skipUnchanged: true,
    events: { transform: '$merge([$, {"a": 1}])' },
    map: { firstName: '$random()' },
  }),
);

test.each<[string, DeployedConfig]>([
  ['one of its own', buildConfig(buildSource())],
  ['none', buildConfig()],
  ['one that needs JSONata', unusual],
])('where the configuration has %s, a rehearsal goes to its end', async (_, config) => {
  const { dynamo, sent } = openTable();
  const write = vi.spyOn(process.stdout, 'write');
  vi.mocked(planExpression).mockClear();

  const calls = await rehearse(config, playLedger(dynamo));

  expect(calls.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)).toEqual([
    'GET attributes',
    'GET contacts',
    'GET 00000000-0000-4000-8000-000000000000',
    'PATCH 00000000-0000-4000-8000-000000000000',
  ]);
  expect(calls.at(-1)?.body).toMatchObject({
    firstName: 'Ada',
    cellphone: '+12015550123',
  });
  expect(sent).toEqual([]);
  expect(write).not.toHaveBeenCalled();
  expect(planExpression).not.toHaveBeenCalled();
  expect(evaluateOnJsonata).not.toHaveBeenCalled();
});

test('after it the client calls the table as before', async () => {
  const { dynamo, sent } = openTable();
  const before = dynamo.config;

  await rehearse(buildConfig(), playLedger(dynamo));

  expect(dynamo.config).toBe(before);
  await expect(dynamo.config.requestHandler.handle({} as never)).rejects.toThrow(
    'the table was called',
  );
  expect(sent).toHaveLength(1);
});
