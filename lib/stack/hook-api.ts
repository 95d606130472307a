import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from '../config/settings.ts';
import type { BundledFunction } from './bundled-function.ts';

/**
 * `$context.path` has no query string; addresses of callers, headers and bodies are left out on
 * purpose.
 */
const accessLogFields = {
  time: '$context.requestTime',
  requestId: '$context.requestId',
  routeKey: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  latency: '$context.responseLatency',
  integrationLatency: '$context.integrationLatency',
  integrationStatus: '$context.integrationStatus',
};

/** The address that senders post to: one route for all sources, because sources are data. */
export class HookApi extends Construct {
  readonly api: HttpApi;
  /** One line of JSON per request, every value a text. */
  readonly accessLog: LogGroup;

  constructor(
    scope: Construct,
    id: string,
    { throttle, logRetentionDays }: Pick<Settings, 'throttle' | 'logRetentionDays'>,
  ) {
    super(scope, id);
    this.accessLog = new LogGroup(this, 'AccessLog', {
      // Groups of other names each add to the account's resource policy of logs, which is limited.
      logGroupName: `/aws/vendedlogs/bridgehook/${Stack.of(this).stackName}/access`,
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.api = new HttpApi(this, 'Api', {
      apiName: Stack.of(this).stackName,
      description: 'Bridgehook: webhooks come in here',
      createDefaultStage: false,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: throttle.requestsPerSecond, burstLimit: throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
  }

  /** Sends `POST /hooks/{source}` to the function, which has 30 s at most. */
  routeTo(receiver: BundledFunction): void {
    const routes = this.api.addRoutes({
      path: '/hooks/{source}',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Receive', receiver.lambda),
    });
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Senders cannot log in. ' +
          'Receive verifies the signature of every request before anything is queued.',
      });
    }
  }
}
