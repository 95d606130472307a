import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Bundle } from '../bundle/bundle.ts';
import { checkLimits } from '../config/limits.ts';
import { hashOfConfig, type Settings } from '../config/settings.ts';
import { Alarms, type AlarmsProps } from './alarms.ts';
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
 * Senders → api → receive → queues → deliver → Bridge, with the ledger beside it.
 * @throws UserError if a setting breaks the order of times
 */
export class BridgehookStack extends Stack {
  constructor(scope: Construct, { settings, stage, bundles }: BridgehookStackProps) {
    super(scope, `Bridgehook-${stage}`, {
      description: `Bridgehook (${stage}): keeps contacts in Bridge up to date from webhooks`,
    });
    checkLimits(settings);
    const { logRetentionDays, workspaces, baseUrl: bridgeBaseUrl } = settings;

    const secrets = new SecretValues(this, 'Secrets', { stage });
    const queues = new WorkspaceQueues(this, 'Queues', {
      workspaces: Object.keys(workspaces),
    });
    const ledger = new Ledger(this, 'Ledger');
    const api = new HookApi(this, 'Hooks', settings);
    const publicUrl = settings.publicUrl ?? api.api.apiEndpoint;

    const shared = { logRetentionDays, queues, secrets };
    const receive = new ReceiveFunction(this, 'Receive', {
      ...shared,
      bundle: bundles.receive,
      publicUrl,
    });
    api.routeTo(receive, settings.deployed.sources);
    const deliver = new DeliverFunction(this, 'Deliver', {
      ...shared,
      bundle: bundles.deliver,
      bridgeBaseUrl,
      concurrency: concurrencyOf(workspaces),
      ledger,
    });

    this.#watch({ api, receive, deliver, queues }, stage, settings.alarmEmail);
    this.#output({ publicUrl, queues, ledger }, stage, hashOfConfig(settings.deployed));
  }

  /** Metrics, alarms and the dashboard. */
  #watch(
    parts: Pick<AlarmsProps, 'api' | 'receive' | 'deliver' | 'queues'>,
    stage: string,
    email: string | undefined,
  ): void {
    const metrics = new LogMetrics(this, 'Metrics', {
      stage,
      receiveLog: parts.receive.logGroup,
      deliverLog: parts.deliver.logGroup,
    });
    const alarms = new Alarms(this, 'Alarms', { ...parts, email, metrics });
    new Overview(this, 'Overview', { ...parts, name: this.stackName, alarms, metrics });
  }

  /** What the commands of `cli/` find their way by. */
  #output(
    {
      publicUrl,
      queues,
      ledger,
    }: { publicUrl: string; queues: WorkspaceQueues; ledger: Ledger },
    stage: string,
    configHash: string,
  ): void {
    const values = {
      HooksUrl: `${publicUrl}/hooks`,
      QueueUrls: queues.urls,
      DeadLettersUrl: queues.deadLetters.queueUrl,
      TableName: ledger.table.tableName,
      SigningKeysSecret: `bridgehook/${stage}/signing-keys`,
      BridgeKeysSecret: `bridgehook/${stage}/bridge-keys`,
      PepperSecret: `bridgehook/${stage}/pepper`,
      DashboardName: this.stackName,
      ConfigHash: configHash,
    };
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value });
  }
}

/** By workspace: how many messages are delivered at once. */
function concurrencyOf(workspaces: Settings['workspaces']): Record<string, number> {
  return Object.fromEntries(
    Object.entries(workspaces).map(([name, { concurrency }]) => [name, concurrency]),
  );
}
