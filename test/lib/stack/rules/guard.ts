import { expect } from 'vitest';
import type { TemplateJson } from './readable-stack.ts';

/** What stands beside the resources; `check` throws where it is not so. */
export interface SectionRule {
  says: string;
  check(template: TemplateJson): void;
}

/** What CloudFormation is told, and what people and commands are. */
export const sectionRules: SectionRule[] = [
  {
    says: 'another configuration than the one that the stage came from is refused',
    check: ({ Parameters, Rules }) => {
      expect(Parameters).toMatchObject({
        ConfigName: { Type: 'String', Default: 'config' },
      });
      expect(Rules).toMatchObject({
        SameConfiguration: {
          Assertions: [
            {
              Assert: { 'Fn::Equals': [{ Ref: 'ConfigName' }, 'config'] },
              AssertDescription: expect.stringContaining('--parameters "ConfigName=config"'),
            },
          ],
        },
      });
    },
  },
  {
    says: 'the outputs name all that the command line finds its way by, and what comes next',
    check: ({ Outputs }) =>
      expect(Object.keys(Outputs ?? {}).sort()).toEqual([
        'AfterDestroy',
        'ApiUrl',
        'BridgeKeysSecret',
        'ConfigHash',
        'DashboardName',
        'DeadLettersUrl',
        'HooksUrl',
        'NextSteps',
        'PepperSecret',
        'QueueUrls',
        'SigningKeysSecret',
        'TableName',
      ]),
  },
];
