import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Bundle } from '../bundle/bundle.ts';
import { checkLimits } from '../config/limits.ts';
import { hashOfConfig, type Settings } from '../config/settings.ts';
import { Alarms } from './alarms.ts';
import { DeliverFunction } from './deliver-function.ts';
import { HookApi } from './hook-api.ts';
import { Ledger } from './ledger.ts';
import { LogMetrics } from './log-metrics.ts';
import { Overview } from './overview.ts';
import { ReceiveFunction } from './receive-function.ts';
import { SecretValues } from './secret-values.ts';
import { WorkspaceQueues } from './workspace-queues.ts';

export interface BridgehookStackProps {
  settings: Settings;
  /**
   * Several stages can live in one account; it names the stack, the secrets, the metrics and the
   * dashboard.
   */
  stage: string;
  bundles: { receive: Bundle; deliver: Bundle };
}

/**
 * Senders → api → receive → queues → deliver → Bridge, with the ledger beside it. Throws a
 * `UserError`.
 */
export class BridgehookStack extends Stack {
  constructor(scope: Construct, { settings, stage, bundles }: BridgehookStackProps) {
    super(scope, `Bridgehook-${stage}`, {
      description: `Bridgehook (${stage}): keeps contacts in Bridge up to date from webhooks`,
    });
    checkLimits(settings);
    const { logRetentionDays, workspaces } = settings;

    const secrets = new SecretValues(this, 'Secrets', { stage });
    const queues = new WorkspaceQueues(this, 'Queues', { workspaces: Object.keys(workspaces) });
    const ledger = new Ledger(this, 'Ledger');
    const api = new HookApi(this, 'Hooks', settings);
    const publicUrl = settings.publicUrl ?? api.api.apiEndpoint;

    const receive = new ReceiveFunction(this, 'Receive', {
      bundle: bundles.receive,
      logRetentionDays,
      publicUrl,
      queues,
      secrets,
    });
    api.routeTo(receive);
    const deliver = new DeliverFunction(this, 'Deliver', {
      bundle: bundles.deliver,
      logRetentionDays,
      bridgeBaseUrl: settings.baseUrl,
      concurrency: Object.fromEntries(
        Object.entries(workspaces).map(([name, { concurrency }]) => [name, concurrency]),
      ),
      ledger,
      queues,
      secrets,
    });

    const metrics = new LogMetrics(this, 'Metrics', {
      stage,
      receiveLog: receive.logGroup,
      deliverLog: deliver.logGroup,
    });
    const alarms = new Alarms(this, 'Alarms', {
      email: settings.alarmEmail,
      api,
      receive,
      deliver,
      queues,
      metrics,
    });
    new Overview(this, 'Overview', { name: this.stackName, alarms, api, deliver, queues, metrics });

    this.#output({
      HooksUrl: `${publicUrl}/hooks`,
      QueueUrls: queues.urls,
      DeadLettersUrl: queues.deadLetters.queueUrl,
      TableName: ledger.table.tableName,
      SigningKeysSecret: `bridgehook/${stage}/signing-keys`,
      BridgeKeysSecret: `bridgehook/${stage}/bridge-keys`,
      PepperSecret: `bridgehook/${stage}/pepper`,
      DashboardName: this.stackName,
      ConfigHash: hashOfConfig(settings.deployed),
    });
  }

  /** What the commands of `cli/` find their way by. */
  #output(values: Record<string, string>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value });
  }
}
