import { expect } from 'vitest';
import { hashOfConfig } from '../../../../lib/config/settings.ts';
import { exampleSettings } from '../../example-stack.ts';
import { readValue, type TemplateJson } from './readable-stack.ts';

/** What stands beside the resources; `check` throws where it is not so. */
export interface SectionRule {
  says: string;
  check(template: TemplateJson): void;
}

const outputs = {
  HooksUrl: '<HooksApi.ApiEndpoint>/hooks',
  ApiUrl: '<HooksApi.ApiEndpoint>',
  QueueUrls: '{"main":"<Queuesmain>","north-2":"<Queuesnorth2>"}',
  DeadLettersUrl: '<QueuesDeadLetters>',
  TableName: '<LedgerTable>',
  SigningKeysSecret: 'bridgehook/prod/signing-keys',
  BridgeKeysSecret: 'bridgehook/prod/bridge-keys',
  PepperSecret: 'bridgehook/prod/pepper',
  DashboardName: 'Bridgehook-prod',
  ReceiveLogs: '<ReceiveLog>',
  DeliverLogs: '<DeliverLog>',
  ConfigHash: hashOfConfig(exampleSettings),
  NextSteps:
    'npx bridgehook check --stack Bridgehook-prod says which keys are missing and how each is ' +
    'set; npx bridgehook url <source> --stack Bridgehook-prod says what to enter at the sender',
  AfterDestroy:
    'The table, the queues with what feeds deliver from them, and the secrets stay: ' +
    'npx bridgehook adopt --stack Bridgehook-prod (docs/lifecycle.md)',
};

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
              AssertDescription: expect.stringContaining(
                '--parameters "ConfigName=config"',
              ),
            },
          ],
        },
      });
    },
  },
  {
    says: 'the outputs say all that the command line finds its way by, and what comes next',
    check: ({ Outputs }) =>
      expect(readValue(Outputs)).toEqual(
        Object.fromEntries(
          Object.entries(outputs).map(([name, Value]) => [name, { Value }]),
        ),
      ),
  },
];
