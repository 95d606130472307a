import { request as requestHttp } from 'node:http';
import { join } from 'node:path';
import { hashOfConfig, loadSettings } from '../../../lib/config/settings.ts';
import { readBody, serveLoopback } from '../../../local/cloud/loopback.ts';
import type { LogLine } from '../../../local/console/timeline/facts/log-line.ts';
import type { LinksProject } from '../links-project.ts';

/** What runs for a project, found as a deployed stack by any process. */
export interface PresentedStack {
  /** Leads the AWS SDK there. */
  env: NodeJS.ProcessEnv;
  /** The actions that were called, as policies name them: `dynamodb:GetItem`. */
  called: Set<string>;
  /** What secrets were asked for. */
  secrets: Set<string>;
  /** The indexes of the table that were read. */
  indexes: Set<string>;
  close(): Promise<void>;
}

interface Presented {
  name: string;
  /** What the functions have written, oldest first. */
  lines: readonly LogLine[];
  /** Every other action is refused, as IAM does it. */
  granted: ReadonlySet<string>;
}

const services: Record<string, string> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  secretsmanager: 'secretsmanager',
  Logs_20140328: 'logs',
};
/** Whose lines are in it: a part of the function's name. */
const logGroups: Record<string, string> = {
  'receive-logs': 'ReceiveFunction',
  'deliver-logs': 'DeliverFunction',
};
/** Of log lines: so few that there are several. */
const pageLength = 3;

/**
 * Presents what runs for a project as a stack. The local cloud has neither CloudFormation nor
 * CloudWatch Logs: both are played here, and all else is passed on.
 */
export async function presentStack(
  { dir, running: { app } }: LinksProject,
  { name, lines, granted }: Presented,
): Promise<PresentedStack> {
  const ConfigHash = hashOfConfig(await loadSettings(join(dir, 'config')));
  const outputs = (here: string) => ({
    ...atAddress(app.outputs, app.awsEndpoint, here),
    ConfigHash,
    ReceiveLogs: 'receive-logs',
    DeliverLogs: 'deliver-logs',
  });
  const called = new Set<string>();
  const secrets = new Set<string>();
  const indexes = new Set<string>();
  const { hostname, port } = new URL(app.awsEndpoint);
  const { url, close } = await serveLoopback(0, async (incoming, response) => {
    const { method, url: path, headers } = incoming;
    const body = await readBody(incoming);
    const action = actionOf(String(headers['x-amz-target'] ?? ''));
    called.add(action);
    const answer = (status: number, text: string) =>
      void response.writeHead(status).end(text);
    if (!granted.has(action)) return answer(400, JSON.stringify(denied(action)));
    if (action === 'cloudformation:DescribeStacks')
      return answer(200, describeStacks(name, outputs(`http://${headers.host}`)));
    if (action === 'logs:FilterLogEvents')
      return answer(200, JSON.stringify(filterLogEvents(lines, String(body))));
    if (action.startsWith('secretsmanager:'))
      secrets.add(JSON.parse(String(body)).SecretId);
    if (action.startsWith('dynamodb:')) {
      const { IndexName } = JSON.parse(String(body));
      if (IndexName !== undefined) indexes.add(IndexName);
    }
    requestHttp({ hostname, port, method, path, headers }, (found) => {
      response.writeHead(found.statusCode ?? 500, found.headers);
      found.pipe(response);
    }).end(body);
  });
  return {
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'fake',
      AWS_SECRET_ACCESS_KEY: 'fake',
    },
    called,
    secrets,
    indexes,
    close,
  };
}

/** Queues are called at their own addresses. */
function atAddress(outputs: Record<string, string>, from: string, to: string) {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [key, value.replaceAll(from, to)]),
  );
}

/** CloudFormation alone names its actions in the body; only one of them is called. */
function actionOf(target: string): string {
  const [service = '', operation = ''] = target.split('.');
  if (target === '') return 'cloudformation:DescribeStacks';
  // A batch is allowed by the action for one message.
  const action = operation === 'SendMessageBatch' ? 'SendMessage' : operation;
  return `${services[service] ?? service}:${action}`;
}

function denied(action: string) {
  const message = `User: somebody is not authorized to perform: ${action}`;
  return { __type: 'AccessDeniedException', message, Message: message };
}

function describeStacks(name: string, outputs: Record<string, string>): string {
  const members = Object.entries(outputs).map(
    ([key, value]) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${inXml(value)}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
  <DescribeStacksResult><Stacks><member>
    <StackName>${name}</StackName>
    <CreationTime>2026-01-01T00:00:00Z</CreationTime>
    <StackStatus>CREATE_COMPLETE</StackStatus>
    <Outputs>${members.join('')}</Outputs>
  </member></Stacks></DescribeStacksResult>
</DescribeStacksResponse>`;
}

function inXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function filterLogEvents(lines: readonly LogLine[], body: string) {
  const { logGroupName, startTime, endTime, nextToken = '0' } = JSON.parse(body);
  const found = lines.filter(
    ({ functionName, at }) =>
      functionName.includes(logGroups[logGroupName] ?? ' ') &&
      at >= startTime &&
      at <= endTime,
  );
  const start = Number(nextToken);
  const end = start + pageLength;
  return {
    events: found
      .slice(start, end)
      .map(({ at, text }) => ({ timestamp: at, message: `${text}\n` })),
    ...(end < found.length ? { nextToken: String(end) } : {}),
  };
}
