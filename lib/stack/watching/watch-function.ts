import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { WatchEnv } from '../../../functions/edges/env.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { Ledger } from '../ledger.ts';
import type { WorkspaceQueues } from '../workspace-queues.ts';

export interface WatchFunctionProps {
  bundle: Bundle;
  logRetentionDays: number;
  ledger: Ledger;
  queues: WorkspaceQueues;
}

/**
 * `functions/watch.ts`: is started every 5 minutes, reads the holds and counts what waits and what
 * is parked. It can change nothing and knows no secret.
 */
export class WatchFunction extends BundledFunction {
  constructor(
    scope: Construct,
    id: string,
    { bundle, logRetentionDays, ledger, queues }: WatchFunctionProps,
  ) {
    super(scope, id, {
      description: 'Bridgehook: counts what waits and what is parked, for the alarms',
      bundle,
      logRetentionDays,
      timeout: Duration.seconds(30),
      memoryMegabytes: 256,
      environment: {
        QUEUE_URLS: queues.variable,
        TABLE_NAME: ledger.table.tableName,
      } satisfies WatchEnv,
    });
    ledger.grantWatch(this);
    queues.grantCount(this);
    new Rule(this, 'Schedule', {
      description: 'Bridgehook: starts the count of what waits',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaFunction(this.lambda)],
    });
  }
}
