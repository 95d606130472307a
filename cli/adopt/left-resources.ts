import {
  CloudFormationClient,
  paginateDescribeStackEvents,
  paginateListStacks,
  type StackEvent,
  type StackSummary,
} from '@aws-sdk/client-cloudformation';
import { UserError } from '../../lib/report.ts';
import { askAws } from '../place/stack.ts';

/** A resource that CloudFormation left alone when it left the stack. */
export interface LeftResource {
  logicalId: string;
  /** `AWS::SQS::Queue` and the like. */
  type: string;
  /** Its name, URL, ARN or id, as its type has it. */
  physicalId: string;
}

/** What the newest of the deleted stacks of a name has left. */
export interface LeftStack {
  /** When the stack was deleted: they were in its last template. */
  resources: LeftResource[];
  /** Before, when workspaces were renamed or removed; the newest first. */
  before: LeftResource[];
}

/** Of a stack of which nothing is worth more than another try. */
const failed = /^(CREATE_FAILED|REVIEW_IN_PROGRESS|DELETE_FAILED|(IMPORT_)?ROLLBACK_\w+)$/;

/**
 * Finds what the last deployment of a stack has left behind. CloudFormation remembers deleted
 * stacks for 90 days.
 * @throws UserError if the stack is there, or none of that name is remembered to have left anything
 */
export async function findLeftStack(stackName: string): Promise<LeftStack> {
  const client = new CloudFormationClient({});
  const all = await askAws('CloudFormation', () => stacksOf(stackName, client));
  const live = all.find(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
  if (live !== undefined) throw new UserError(describeLive(stackName, live.StackStatus));
  for (const { StackId = '' } of all) {
    const events = await askAws(`The stack ${stackName}`, () => eventsOf(StackId, client));
    const left = leftBy(events);
    if (isWhole(left) && !neverCame(events)) return left;
  }
  throw new UserError(
    `CloudFormation remembers no stack ${stackName} that left anything; it forgets after 90 days. ` +
      'Check the name and AWS_REGION. What to do without it: docs/lifecycle.md',
  );
}

function describeLive(stackName: string, status = ''): string {
  const isThere = `The stack ${stackName} is there (${status}), so there is nothing to adopt.`;
  if (!failed.test(status)) return isThere;
  return (
    `${isThere} If it is what a failed deployment or import left, delete it, and ask again: ` +
    `aws cloudformation delete-stack --stack-name ${stackName}`
  );
}

/** Without its secrets, nothing in a table is known again. */
function isWhole({ resources }: LeftStack): boolean {
  return ['AWS::DynamoDB::GlobalTable', 'AWS::SecretsManager::Secret'].every((wanted) =>
    resources.some(({ type }) => type === wanted),
  );
}

/**
 * Whether the first deployment failed: what it made is empty. Of an old stack the beginning may be
 * forgotten, so only a rollback tells.
 */
function neverCame(events: StackEvent[]): boolean {
  const own = events.filter(isOfStack).map(({ ResourceStatus = '' }) => ResourceStatus);
  const hasBeenThere = own.some((status) =>
    /^((CREATE|IMPORT|UPDATE)_COMPLETE|UPDATE_ROLLBACK_COMPLETE)$/.test(status),
  );
  return !hasBeenThere && own.some((status) => /^(IMPORT_)?ROLLBACK_/.test(status));
}

function isOfStack({ ResourceType, LogicalResourceId, StackName }: StackEvent): boolean {
  return ResourceType === 'AWS::CloudFormation::Stack' && LogicalResourceId === StackName;
}

/**
 * All that stacks of a name have left, ever, as far as CloudFormation remembers; also a stack whose
 * first deployment failed.
 * @throws Error of the AWS SDK
 */
export async function allLeftBy(stackName: string): Promise<LeftResource[]> {
  const client = new CloudFormationClient({});
  const all = await stacksOf(stackName, client);
  const events = await Promise.all(
    all.map(({ StackId = '' }) => eventsOf(StackId, client)),
  );
  return skippedIn(events.flat());
}

/** All of that name, the newest first. */
async function stacksOf(
  stackName: string,
  client: CloudFormationClient,
): Promise<StackSummary[]> {
  const found: StackSummary[] = [];
  for await (const { StackSummaries = [] } of paginateListStacks({ client }, {}))
    found.push(...StackSummaries.filter((summary) => summary.StackName === stackName));
  const created = ({ CreationTime }: StackSummary) => CreationTime?.getTime() ?? 0;
  return found.sort((a, b) => created(b) - created(a));
}

/** All that happened to a stack, the newest first. */
async function eventsOf(
  StackName: string,
  client: CloudFormationClient,
): Promise<StackEvent[]> {
  const found: StackEvent[] = [];
  const pages = paginateDescribeStackEvents({ client }, { StackName });
  for await (const { StackEvents = [] } of pages) found.push(...StackEvents);
  return found;
}

/** What is older than the end of the stack left before it. */
function leftBy(events: StackEvent[]): LeftStack {
  const end = events.findLastIndex(
    (event) => isOfStack(event) && event.ResourceStatus === 'DELETE_IN_PROGRESS',
  );
  const ending = end === -1 ? events.length : end;
  const resources = skippedIn(events.slice(0, ending));
  const known = new Set(resources.map(({ physicalId }) => physicalId));
  const before = skippedIn(events.slice(ending)).filter(
    ({ physicalId }) => !known.has(physicalId),
  );
  return { resources, before };
}

function skippedIn(events: StackEvent[]): LeftResource[] {
  const left = new Map<string, LeftResource>();
  for (const event of events) {
    const { LogicalResourceId, ResourceType, PhysicalResourceId } = event;
    if (event.ResourceStatus !== 'DELETE_SKIPPED') continue;
    if (!LogicalResourceId || !ResourceType || !PhysicalResourceId) continue;
    if (left.has(PhysicalResourceId)) continue;
    left.set(PhysicalResourceId, {
      logicalId: LogicalResourceId,
      type: ResourceType,
      physicalId: PhysicalResourceId,
    });
  }
  return [...left.values()];
}
