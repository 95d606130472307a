import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DeliverEnv } from '../../functions/edges/env.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { limits } from '../config/limits.ts';
import { BundledFunction } from './bundled-function.ts';
import type { Ledger } from './ledger.ts';
import { SecretValues } from './secret-values.ts';
import type { WorkspaceQueues } from './workspace-queues.ts';

export interface DeliverFunctionProps {
  bundle: Bundle;
  logRetentionDays: number;
  bridgeBaseUrl: string;
  /** By workspace: how many messages are delivered at once. */
  concurrency: Record<string, number>;
  ledger: Ledger;
  queues: WorkspaceQueues;
  secrets: SecretValues;
}

/**
 * `functions/deliver.ts`: is fed from the queues, keeps the ledger, puts back what waited for a
 * link, and can read the Bridge keys and the pepper, nothing else.
 */
export class DeliverFunction extends BundledFunction {
  constructor(scope: Construct, id: string, props: DeliverFunctionProps) {
    const {
      bundle,
      logRetentionDays,
      bridgeBaseUrl,
      concurrency,
      ledger,
      queues,
      secrets,
    } = props;
    super(scope, id, {
      description: 'Bridgehook: maps queued events to patches and delivers them to Bridge',
      bundle,
      logRetentionDays,
      timeout: Duration.seconds(limits.deliverTimeoutSeconds),
      environment: {
        BRIDGE_KEYS_SECRET: secrets.bridgeKeys.secretArn,
        PEPPER_SECRET: secrets.pepper.secretArn,
        QUEUE_URLS: queues.variable,
        TABLE_NAME: ledger.table.tableName,
        BRIDGE_BASE_URL: bridgeBaseUrl,
      } satisfies DeliverEnv,
    });
    SecretValues.grantRead(this, secrets.bridgeKeys, secrets.pepper);
    ledger.grantUse(this);
    queues.feed(this, concurrency);
    queues.grantSend(this);
  }
}
