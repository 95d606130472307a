import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  type Conditions,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Bundle } from '../bundle/bundle.ts';

export interface BundledFunctionProps {
  description: string;
  bundle: Bundle;
  timeout: Duration;
  environment: Record<string, string>;
  logRetentionDays: number;
  /** Default: 512. */
  memoryMegabytes?: number | undefined;
}

/**
 * A Node function with a log group and a role of its own: it can write its log, and do what `allow`
 * adds. Of the lines that Lambda itself writes for every call, only those of failures are kept:
 * together they are larger than ours.
 */
export class BundledFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly logGroup: LogGroup;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Log', {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    this.logGroup.grantWrite(this.role);
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(props.bundle.assetDirectory),
      memorySize: props.memoryMegabytes ?? 512,
      timeout: props.timeout,
      environment: props.environment,
      role: this.role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
    });
  }

  allow(actions: string[], resources: string[], conditions: Conditions = {}): void {
    this.role.addToPolicy(new PolicyStatement({ actions, resources, conditions }));
  }
}
