import { Annotations, CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Bundle } from '../bundle/bundle.ts';
import { bridgehookCommand } from '../command-line.ts';
import { checkLimits } from '../config/limits.ts';
import { hashOfConfig, type Settings } from '../config/settings.ts';
import { workspaceNotes } from '../config/workspace-notes.ts';
import { ConsoleAccess } from './console-access.ts';
import { DeliverFunction } from './deliver-function.ts';
import { HookApi } from './hook-api.ts';
import { Ledger } from './ledger.ts';
import { ReceiveFunction } from './receive-function.ts';
import { refuseOtherConfiguration } from './same-configuration.ts';
import { SecretValues } from './secret-values.ts';
import { Alarms } from './watching/alarms.ts';
import type { Watched } from './watching/listed-alarm.ts';
import { LogMetrics } from './watching/log-metrics.ts';
import { Overview } from './watching/overview.ts';
import { WatchFunction } from './watching/watch-function.ts';
import { WorkspaceQueues } from './workspace-queues.ts';

export interface BridgehookStackProps {
  settings: Settings;
  /**
   * Several stages can live in one account; it names the stack, the secrets, the metrics and the
   * dashboard.
   */
  stage: string;
  bundles: { receive: Bundle; deliver: Bundle; watch: Bundle };
}

/**
 * Senders → api → receive → queues → deliver → Bridge, with the ledger beside it.
 * @throws UserError if a setting is beyond its limit
 */
export class BridgehookStack extends Stack {
  constructor(scope: Construct, { settings, stage, bundles }: BridgehookStackProps) {
    super(scope, `Bridgehook-${stage}`, {
      description: `Bridgehook (${stage}): keeps contacts in Bridge up to date from webhooks`,
    });
    checkLimits({ ...settings, stackName: this.stackName });
    refuseOtherConfiguration(this, settings.configName);
    for (const { id, what, cure } of workspaceNotes(settings.workspaces))
      Annotations.of(this).addInfoV2(id, `${what} → ${cure}`);

    const secrets = new SecretValues(this, 'Secrets', { stage });
    const queues = new WorkspaceQueues(this, 'Queues', {
      workspaces: Object.keys(settings.workspaces),
    });
    const ledger = new Ledger(this, 'Ledger');
    // Secrets have names, which a destroyed stage can have left: that has to fail before there is
    // a table that is protected against the rollback, too.
    for (const kept of [queues, ledger]) kept.node.addDependency(secrets);
    const api = new HookApi(this, 'Hooks', settings);
    const publicUrl = settings.publicUrl ?? api.api.apiEndpoint;

    const parts = { queues, secrets, ledger, publicUrl };
    const { receive, deliver, watch } = this.#addFunctions(parts, bundles, settings);
    api.routeTo(receive, settings.deployed.sources);

    const logs = {
      access: api.accessLog,
      receive: receive.logGroup,
      deliver: deliver.logGroup,
      watch: watch.logGroup,
    };
    const metrics = new LogMetrics(this, 'Metrics', { stage, logs });
    this.#watch({ api, receive, deliver, queues, metrics }, settings);
    const functions = [receive, deliver];
    const access = new ConsoleAccess(this, 'Console', { ...parts, functions });
    this.#output(
      { publicUrl, api, queues, ledger, receive, deliver, access },
      stage,
      settings,
    );
  }

  #addFunctions(
    { queues, secrets, ledger, publicUrl }: FunctionParts,
    bundles: BridgehookStackProps['bundles'],
    { logRetentionDays, workspaces, baseUrl: bridgeBaseUrl }: Settings,
  ) {
    const shared = { logRetentionDays, queues, ledger };
    const deliver = new DeliverFunction(this, 'Deliver', {
      ...shared,
      secrets,
      bundle: bundles.deliver,
      bridgeBaseUrl,
      concurrency: concurrencyOf(workspaces),
    });
    const receive = new ReceiveFunction(this, 'Receive', {
      ...shared,
      secrets,
      bundle: bundles.receive,
      publicUrl,
    });
    // An update reaches deliver first: a source that is new would be none of its own.
    receive.lambda.node.addDependency(deliver.lambda);
    const watch = new WatchFunction(this, 'Watch', { ...shared, bundle: bundles.watch });
    return { receive, deliver, watch };
  }

  /** Alarms and the dashboard. */
  #watch(watched: Watched, { alarmEmail: email, runbookUrl }: Settings): void {
    const alarms = new Alarms(this, 'Alarms', { ...watched, email, runbookUrl });
    new Overview(this, 'Overview', { ...watched, name: this.stackName, alarms });
  }

  /** What the commands of `cli/` find their way by, and what a person has to know. */
  #output(
    { publicUrl, api, queues, ledger, receive, deliver, access }: OutputParts,
    stage: string,
    settings: Settings,
  ): void {
    const { configDir, deployed, baseUrl } = settings;
    const call = {
      cwd: '.',
      config: configDir === 'config' ? undefined : '<dir>',
      stack: this.stackName,
    };
    const values = {
      HooksUrl: `${publicUrl}/hooks`,
      ApiUrl: api.api.apiEndpoint,
      QueueUrls: queues.urls,
      DeadLettersUrl: queues.deadLetters.queueUrl,
      TableName: ledger.table.tableName,
      SigningKeysSecret: `bridgehook/${stage}/signing-keys`,
      BridgeKeysSecret: `bridgehook/${stage}/bridge-keys`,
      PepperSecret: `bridgehook/${stage}/pepper`,
      ReceiveLogs: receive.logGroup.logGroupName,
      DeliverLogs: deliver.logGroup.logGroupName,
      ConsoleViewerPolicy: access.viewer.managedPolicyArn,
      ConsoleOperatorPolicy: access.operator.managedPolicyArn,
      DashboardName: this.stackName,
      ConfigHash: hashOfConfig({ deployed, baseUrl }),
      NextSteps:
        `${bridgehookCommand(['check'], call)} says which keys are missing and how each is set; ` +
        `${bridgehookCommand(['url', '<source>'], call)} says what to enter at the sender`,
      AfterDestroy:
        'The table, the queues with what feeds deliver from them, and the secrets stay: ' +
        `${bridgehookCommand(['adopt'], call)} (docs/lifecycle.md)`,
    };
    for (const [name, value] of Object.entries(values))
      new CfnOutput(this, name, { value });
  }
}

interface FunctionParts {
  queues: WorkspaceQueues;
  secrets: SecretValues;
  ledger: Ledger;
  publicUrl: string;
}

interface OutputParts {
  publicUrl: string;
  api: HookApi;
  queues: WorkspaceQueues;
  ledger: Ledger;
  receive: ReceiveFunction;
  deliver: DeliverFunction;
  access: ConsoleAccess;
}

/** By workspace: how many messages are delivered at once. */
function concurrencyOf(workspaces: Settings['workspaces']): Record<string, number> {
  return Object.fromEntries(
    Object.entries(workspaces).map(([name, { concurrency }]) => [name, concurrency]),
  );
}
