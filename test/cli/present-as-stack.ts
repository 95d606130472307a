import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { vi } from 'vitest';
import { hashOfConfig, loadSettings } from '../../lib/config/settings.ts';
import type { LinksProject } from './links-project.ts';

/**
 * Lets what runs for a project be found as a deployed stack: CloudFormation is played, which the
 * local run has none of, and the
 * environment leads the AWS SDK to the local services. `vi.unstubAllEnvs()` ends it.
 */
export async function presentAsStack(project: LinksProject, name: string): Promise<void> {
  const { app, simulator } = project.running;
  project.write('config/bridge.yaml', `baseUrl: ${simulator?.url}\n${project.bridgeYaml}`);
  const ConfigHash = hashOfConfig(await loadSettings(join(project.dir, 'config')));
  const Outputs = Object.entries({ ...app.outputs, ConfigHash }).map(
    ([OutputKey, OutputValue]) => ({
      OutputKey,
      OutputValue,
    }),
  );
  mockClient(CloudFormationClient)
    .on(DescribeStacksCommand, { StackName: name })
    .resolves({
      Stacks: [
        {
          StackName: name,
          CreationTime: new Date(),
          StackStatus: 'CREATE_COMPLETE',
          Outputs,
        },
      ],
    });
  const environment = {
    AWS_ENDPOINT_URL: app.awsEndpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'fake',
    AWS_SECRET_ACCESS_KEY: 'fake',
  };
  for (const [variable, value] of Object.entries(environment)) vi.stubEnv(variable, value);
}
