import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import {
  type AwsAnswer,
  type AwsCall,
  AwsFault,
  type ServiceApi,
} from '../../local/cloud/services.ts';
import { atOnce, currentEnvironment, type Environment } from './environment.ts';
import { halfOf } from './half-batches.ts';
import type { Fault } from './history.ts';

type Service = 'sqs' | 'secretsmanager' | 'dynamodb';

interface SdkRequest {
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/** What the local services want to see of a request. */
export const localHeaders = {
  'content-type': 'application/x-amz-json-1.0',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20000101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
  'x-amz-date': '20000101T000000Z',
};
const services: Record<string, Service> = {
  AmazonSQS: 'sqs',
  secretsmanager: 'secretsmanager',
  DynamoDB_20120810: 'dynamodb',
};

/**
 * The SDK's own clients, whose calls go to the services of the environment that makes them: no
 * sockets, no signatures, no retries.
 */
const options = {
  region: 'us-east-1',
  endpoint: 'http://aws.local',
  credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
  signer: { sign: async <T>(request: T) => request },
  maxAttempts: 1,
  requestHandler: { handle },
};
export const sqsClient = new SQSClient(options);
export const secretsClient = new SecretsManagerClient(options);
export const tableClient = new DynamoDBClient(options);

async function handle(
  request: SdkRequest,
  { abortSignal }: { abortSignal?: AbortSignal } = {},
) {
  const [target = '', action = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  const service = services[target];
  if (service === undefined) throw new Error(`No service for ${target}`);
  const body = Buffer.from(
    typeof request.body === 'string'
      ? request.body
      : new TextDecoder().decode(request.body),
  );
  const call = {
    action,
    input: JSON.parse(body.toString()) as Record<string, unknown>,
    body,
    headers: localHeaders,
  };
  const answer = await unless(abortSignal, callAws(currentEnvironment(), service, call));
  return {
    response: {
      statusCode: answer.status,
      headers: {
        'content-type': localHeaders['content-type'],
        'x-amzn-requestid': 'local',
        ...answer.headers,
      },
      body: Buffer.from(JSON.stringify(answer.body)),
    },
  };
}

/** Whoever has lost patience is not told; the call is made all the same. */
function unless<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (signal === undefined) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () =>
    reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' })),
  );
  return Promise.race([work, promise]);
}

async function callAws(
  environment: Environment,
  service: Service,
  call: AwsCall,
): Promise<AwsAnswer> {
  const { place } = environment;
  const { fault, there, back } = place.arrive(`${service}.${call.action}`, environment);
  const seconds = fault?.kind === 'slow' ? (fault.seconds ?? 5) : 0;
  await environment.wait(there + seconds * 1000);
  const make = (made = call) => atOnce(place, () => answerOf(place.aws[service], made));
  const answer =
    fault === undefined
      ? await make()
      : await answerFaultily(environment, fault, call, make);
  await environment.wait(back);
  if (answer instanceof Error) throw answer;
  return answer;
}

async function answerFaultily(
  environment: Environment,
  { kind }: Fault,
  call: AwsCall,
  make: (call?: AwsCall) => Promise<AwsAnswer>,
): Promise<AwsAnswer | Error> {
  switch (kind) {
    case 'refused':
      return refusal(500, 'InternalServerError');
    case 'throttled':
      return refusal(400, 'ThrottlingException');
    case 'denied':
      return refusal(400, 'AccessDeniedException');
    case 'unsent':
      return Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    case 'lost':
      await make();
      return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    case 'gateway':
      await make();
      return refusal(504, 'GatewayTimeout');
    case 'twice':
      await make();
      return make();
    case 'partial':
      return halfOf(call, make);
    case 'slow':
      return make();
    case 'killed':
      return environment.die();
    case 'killedAfter':
      await make();
      return environment.die();
  }
}

function refusal(status: number, type: string): AwsAnswer {
  return {
    status,
    body: { __type: `com.amazonaws#${type}`, message: 'The oracle test says so.' },
  };
}

/** As AWS answers it: what a service refuses is an answer, too. */
async function answerOf(service: ServiceApi, call: AwsCall): Promise<AwsAnswer> {
  try {
    return await service(call);
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    return { status: 400, body: { __type: error.type, message: error.message } };
  }
}
