import { join } from 'node:path';
import type { AwsEndpoint } from '../aws/endpoint.ts';
import { openQueues } from '../aws/queue/open-queues.ts';
import type { Queue } from '../aws/queue/queue.ts';
import { secretsApi, seedSecrets } from '../aws/secrets.ts';
import { sqsApi } from '../aws/sqs/api.ts';
import { openTables } from '../aws/tables.ts';
import type { Clock } from '../clock.ts';
import { noJournal, openJournal } from '../journal.ts';
import type { Stack } from '../stack/read-stack.ts';
import { lockStateDir } from '../state-dir.ts';
import type { LocalAppOptions } from './local-app.ts';

interface ServiceOptions
  extends Pick<LocalAppOptions, 'secrets' | 'stateDir' | 'intercept'> {
  stack: Stack;
  endpoint: AwsEndpoint;
  clock: Clock;
  /** Ends last what it is given first. */
  cleanup: AsyncDisposableStack;
}

/**
 * Serves the queues, tables and secrets of the stack. Tables and journal are closed after
 * everything that writes to them.
 */
export async function serveServices(options: ServiceOptions): Promise<Queue[]> {
  const { stack, endpoint, clock, secrets, stateDir, intercept, cleanup } = options;
  if (stateDir) cleanup.defer(lockStateDir(stateDir));
  const tables = await openTables(stack.tables, stateDir && join(stateDir, 'tables'));
  cleanup.defer(tables.close);
  const journal = stateDir ? openJournal(join(stateDir, 'journal.jsonl')) : noJournal();
  cleanup.defer(journal.close);
  cleanup.defer(endpoint.close);
  const queues = openQueues(stack.queues, clock, journal);
  for (const queue of queues) cleanup.defer(() => queue.stop());
  seedSecrets(stack.secrets, secrets, journal);
  const services = {
    sqs: sqsApi(queues, clock),
    secretsmanager: secretsApi(stack.secrets, secrets),
    dynamodb: tables.api,
  };
  endpoint.serve(services, intercept);
  return queues;
}
