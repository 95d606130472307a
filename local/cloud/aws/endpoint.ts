import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { isRecord, parseJson } from '../json.ts';
import { type LoopbackServer, readBody, serveLoopback } from '../loopback.ts';
import { AwsFault } from './fault.ts';

type Service = 'sqs' | 'secretsmanager' | 'dynamodb';

export interface AwsAnswer {
  status: number;
  /** JSON; of an error `{ __type: 'com.amazonaws.sqs#…', message }`. */
  body: unknown;
  headers?: Record<string, string> | undefined;
}

/**
 * Sees every call of an SDK before the service does. `undefined` lets it pass; an answer takes the
 * place of the real one; `proceed` makes the real call, for an answer that gets lost or changed on
 * its way back.
 */
export type Intercept = (
  service: Service,
  action: string,
  input: Record<string, unknown>,
  proceed: () => Promise<AwsAnswer>,
) => undefined | AwsAnswer | Promise<undefined | AwsAnswer>;

/** One AWS call, already parsed. `body` and `headers` are what came over the wire. */
export interface AwsCall {
  action: string;
  input: Record<string, unknown>;
  body: Buffer;
  headers: IncomingHttpHeaders;
}

/**
 * Answers calls.
 * @throws AwsFault for what AWS would refuse
 */
export type ServiceApi = (call: AwsCall) => Promise<AwsAnswer>;

/** The services are set once the endpoint has a port, because queue URLs contain it. */
export interface AwsEndpoint extends LoopbackServer {
  serve(services: Record<Service, ServiceApi>, intercept?: Intercept | undefined): void;
}

/**
 * One loopback port that speaks the JSON protocol of AWS; `X-Amz-Target` names the service.
 * Signatures are not checked.
 */
export async function startAwsEndpoint(): Promise<AwsEndpoint> {
  const { promise: ready, resolve } =
    Promise.withResolvers<(call: AwsCall, service: Service) => Promise<AwsAnswer>>();
  const server = await serveLoopback(0, (request, response) => {
    void ready
      .then((answer) => respond(request, response, answer))
      .catch(() => response.destroy());
  });
  return {
    ...server,
    serve(services, intercept) {
      resolve(async (call, service) => {
        const proceed = () => withFaults(() => services[service](call));
        return (
          (await intercept?.(service, call.action, call.input, proceed)) ??
          (await proceed())
        );
      });
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (call: AwsCall, service: Service) => Promise<AwsAnswer>,
) {
  const { status, body, headers } = await withFaults(async () => {
    const sent = (await readBody(request)) ?? Buffer.alloc(0);
    const target = String(request.headers['x-amz-target']);
    const [prefix, action] = target.split('.');
    const service = servicesByTarget[String(prefix)];
    if (!service || action === undefined)
      throw new AwsFault(
        'com.amazon.coral.service#UnknownOperationException',
        `No service for target ${target}`,
      );
    return answer(
      { action, input: parseInput(sent), body: sent, headers: request.headers },
      service,
    );
  });
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.0',
    // Without it the answer goes out in chunks, which costs both sides more.
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
    ...headers,
  });
  response.end(text);
}

const servicesByTarget: Record<string, Service> = {
  AmazonSQS: 'sqs',
  secretsmanager: 'secretsmanager',
  DynamoDB_20120810: 'dynamodb',
};

function parseInput(sent: Buffer): Record<string, unknown> {
  const input = parseJson(sent.toString() || '{}');
  if (isRecord(input)) return input;
  throw new AwsFault(
    'com.amazon.coral.service#SerializationException',
    'The request is not a JSON object.',
  );
}

async function withFaults(call: () => Promise<AwsAnswer>): Promise<AwsAnswer> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AwsFault) return toAnswer(error);
    return {
      status: 500,
      body: {
        __type: 'com.amazon.coral.service#InternalFailure',
        message: `The local run failed: ${String(error)}`,
      },
    };
  }
}

function toAnswer({ type, message, queryCode }: AwsFault): AwsAnswer {
  return {
    status: 400,
    body: { __type: type, message },
    headers: queryCode ? { 'x-amzn-query-error': `${queryCode};Sender` } : undefined,
  };
}
