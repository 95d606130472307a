import { Stack, Validations } from 'aws-cdk-lib';
import { type Conditions, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';
import type { Ledger } from './ledger.ts';
import type { SecretValues } from './secret-values.ts';
import type { WorkspaceQueues } from './workspace-queues.ts';

interface ConsoleAccessProps {
  ledger: Ledger;
  queues: WorkspaceQueues;
  secrets: SecretValues;
  /** Whose lines the timeline is made of. */
  functions: BundledFunction[];
}

/**
 * What a person needs to look at this stage by `bridgehook console`, and to put right what is
 * parked: two policies to attach to whom you like. Nobody has them by themselves. The viewer reads
 * no secret. The operator can do what the viewer can, too.
 */
export class ConsoleAccess extends Construct {
  readonly viewer: ManagedPolicy;
  readonly operator: ManagedPolicy;

  constructor(scope: Construct, id: string, props: ConsoleAccessProps) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    const look = lookAt(this, props);
    this.viewer = new ManagedPolicy(this, 'Viewer', {
      description: `Looks at ${stackName}: what came, how it ended, what is parked`,
      statements: look.map(toStatement),
    });
    this.operator = new ManagedPolicy(this, 'Operator', {
      description: `Looks at ${stackName}, replays and discards events, ends a hold`,
      statements: [...look, ...putRight(props)].map(toStatement),
    });
    for (const policy of [this.viewer, this.operator])
      Validations.of(policy).acknowledge({
        id:
          'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:' +
          `${stackName}-${props.queues.node.id}*]`,
        reason:
          'The queues of this stack and no other; one by one they would not fit into a policy.',
      });
  }
}

type Allowed = [actions: string[], resources: string[], conditions?: Conditions];

function toStatement([actions, resources, conditions = {}]: Allowed): PolicyStatement {
  return new PolicyStatement({ actions, resources, conditions });
}

function lookAt(
  scope: Construct,
  { ledger, queues, functions }: ConsoleAccessProps,
): Allowed[] {
  const read = ['BatchGetItem', 'GetItem', 'Scan'];
  return [
    [['cloudformation:DescribeStacks'], [Stack.of(scope).stackId]],
    [read.map((action) => `dynamodb:${action}`), ledger.searchable],
    [['logs:FilterLogEvents'], functions.map(({ logGroup }) => logGroup.logGroupArn)],
    [['sqs:GetQueueAttributes'], [queues.arnPattern]],
  ];
}

function putRight({ ledger, queues, secrets }: ConsoleAccessProps): Allowed[] {
  return [
    [
      ['secretsmanager:GetSecretValue'],
      [secrets.bridgeKeys.secretArn, secrets.pepper.secretArn],
    ],
    [
      ['dynamodb:UpdateItem'],
      [ledger.table.tableArn],
      onlyItems('event', 'link', 'workspace'),
    ],
    [['sqs:SendMessage'], [queues.arnPattern]],
  ];
}

/** Items of these kinds, by what their keys begin with. */
function onlyItems(...kinds: string[]): Conditions {
  return {
    'ForAllValues:StringLike': {
      'dynamodb:LeadingKeys': kinds.map((kind) => `${kind}#*`),
    },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}
