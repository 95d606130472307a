import {
  CloudFormationClient,
  paginateDescribeStackEvents,
  paginateListStacks,
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
  stackId: string;
  /** Newest of each logical id first; older ones are of workspaces that were renamed before. */
  resources: LeftResource[];
}

/**
 * Finds what the last deployment of a stack has left behind. CloudFormation remembers deleted
 * stacks for 90 days.
 * @throws UserError if the stack is there, or none of that name is remembered to have left anything
 */
export async function findLeftStack(stackName: string): Promise<LeftStack> {
  const client = new CloudFormationClient({});
  const all = await askAws('CloudFormation', () => stacksOf(stackName, client));
  const live = all.find(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
  if (live !== undefined)
    throw new UserError(
      `The stack ${stackName} is there (${live.StackStatus}), so there is nothing to adopt. ` +
        'If it is what a failed deployment or import left, delete it, and ask again: ' +
        `aws cloudformation delete-stack --stack-name ${stackName}`,
    );
  for (const { StackId = '' } of all) {
    const resources = await askAws(`The stack ${stackName}`, () => leftBy(StackId, client));
    if (resources.some(({ type }) => type === 'AWS::DynamoDB::GlobalTable'))
      return { stackId: StackId, resources };
  }
  throw new UserError(
    `CloudFormation remembers no stack ${stackName} that left anything; it forgets after 90 days. ` +
      'Check the name and AWS_REGION. What to do without it: docs/lifecycle.md',
  );
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

/** The events, which come newest first, say it for those, too, that left before the stack did. */
async function leftBy(StackName: string, client: CloudFormationClient) {
  const left = new Map<string, LeftResource>();
  const pages = paginateDescribeStackEvents({ client }, { StackName });
  for await (const { StackEvents = [] } of pages)
    for (const event of StackEvents) {
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
