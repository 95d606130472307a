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
import type { Source } from '../../functions/core/config/source-schema.ts';
import { takenMethods } from '../../functions/core/handshake/methods.ts';
import type { Settings } from '../config/settings.ts';
import { UserError } from '../report.ts';
import type { BundledFunction } from './bundled-function.ts';

/**
 * `$context.path` has no query string; addresses of callers, headers and bodies are left out on
 * purpose. The time is that of the log's own column.
 */
const accessLogFields = {
  requestId: '$context.requestId',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  latency: '$context.responseLatency',
  integrationLatency: '$context.integrationLatency',
  integrationStatus: '$context.integrationStatus',
};

/** An API can have 300; a few are left for what is added by hand. */
const maxNamedRoutes = 250;

/**
 * The routes of sources that take another method than POST. POST is among them, so that it cannot
 * be shadowed by the longer match of their path: the function answers 405 where it is not taken.
 */
function namedRoutes(sources: Source[]): { path: string; methods: HttpMethod[] }[] {
  const routes = sources
    .map((source) => ({ name: source.name, taken: takenMethods(source) }))
    .filter(({ taken }) => taken.some((method) => method !== 'POST'))
    .map(({ name, taken }) => ({
      path: `/hooks/${name}`,
      methods: [...new Set(['POST' as const, ...taken])].map(
        (method) => HttpMethod[method],
      ),
    }));
  const count = routes.flatMap(({ methods }) => methods).length;
  if (count > maxNamedRoutes)
    throw new UserError(
      `The sources that take other methods than POST need ${count} routes, and an API has room ` +
        `for ${maxNamedRoutes}. Deploy some of them as another stage.`,
    );
  return routes;
}

/**
 * The address that senders post to: one route for all sources, because sources are data, and a few
 * more for those that need other methods.
 */
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

  /**
   * Sends `POST /hooks/{source}` to the function, which has 30 s at most, and of sources that need
   * another method, all that they take: `GET /hooks/<name>`.
   * @throws UserError for more routes than an API can have
   */
  routeTo(receiver: BundledFunction, sources: Record<string, Source> = {}): void {
    const named = namedRoutes(Object.values(sources));
    const ofAll = this.api.addRoutes({
      path: '/hooks/{source}',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Receive', receiver.lambda),
    });
    // One permission for all of them: the policy of a function is limited to 20 KB.
    const integration = new HttpLambdaIntegration('ReceiveNamed', receiver.lambda, {
      scopePermissionToRoute: false,
    });
    const routes = [
      ...ofAll,
      ...named.flatMap((route) => this.api.addRoutes({ ...route, integration })),
    ];
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
