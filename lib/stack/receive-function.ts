import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ReceiveEnv } from '../../functions/edges/env.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { limits } from '../config/limits.ts';
import { BundledFunction } from './bundled-function.ts';
import type { Ledger } from './ledger.ts';
import { SecretValues } from './secret-values.ts';
import type { WorkspaceQueues } from './workspace-queues.ts';

export interface ReceiveFunctionProps {
  bundle: Bundle;
  logRetentionDays: number;
  publicUrl: string;
  ledger: Ledger;
  queues: WorkspaceQueues;
  secrets: SecretValues;
}

/**
 * `functions/receive.ts`: can read the signing keys and the pepper, put messages into the queues
 * and add to the counts of sources, nothing else.
 */
export class ReceiveFunction extends BundledFunction {
  constructor(
    scope: Construct,
    id: string,
    { bundle, logRetentionDays, publicUrl, ledger, queues, secrets }: ReceiveFunctionProps,
  ) {
    super(scope, id, {
      description:
        'Bridgehook: verifies what senders post and puts its events into the queue',
      bundle,
      logRetentionDays,
      timeout: Duration.seconds(limits.receiveTimeoutSeconds),
      environment: {
        SIGNING_KEYS_SECRET: secrets.signingKeys.secretArn,
        PEPPER_SECRET: secrets.pepper.secretArn,
        QUEUE_URLS: queues.variable,
        TABLE_NAME: ledger.table.tableName,
        PUBLIC_URL: publicUrl,
      } satisfies ReceiveEnv,
    });
    SecretValues.grantRead(this, secrets.signingKeys, secrets.pepper);
    ledger.grantCount(this);
    queues.grantSend(this);
  }
}
