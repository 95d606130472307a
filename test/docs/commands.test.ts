import { describe, expect, test } from 'vitest';
import {
  commandLines,
  commandsWith,
  complaint,
  knownOptions,
  mentionedCommands,
  mentionedOptions,
} from './command-lines.ts';
import { pagePaths, readText } from './pages.ts';

/** Where a command that is not Bridgehook's own is run: in a file that has this text. */
type Where = { by: string; as: string } | { because: string };

const deadLetters = 'test/flows/dead-letters.test.ts';

const onAws = 'it needs an AWS account; npm run synth does all before that';

/** Commands by how they begin; options can follow. */
const known: Record<string, Where> = {
  'npm ci': { because: 'it installed what runs this test' },
  'npm test': { because: 'this test is part of it' },
  'npm run check': { because: 'it is npm test and what else .ci/run calls' },
  'npm run test:quick': { because: 'npm test runs all of it' },
  'npm run test:full': { by: '.ci/run', as: 'test:full' },
  'npm run test:e2e:emulator': { by: '.ci/run', as: 'test:e2e:emulator' },
  'npm run test:e2e': { by: 'test/e2e/with-ministack.sh', as: 'npm run test:e2e' },
  'E2E_ON_AWS=yes E2E_BRIDGE_URL=https://<tunnel> E2E_BRIDGE_PORT=8443 npm run test:e2e': {
    because: 'it needs an account; without one the same flows run on an emulator',
  },
  'npm run measure': {
    because: 'it prints figures; test/measure shows that it can fail',
  },
  'npm run format': { because: 'it writes what npm run lint asks for' },
  'npm run schemas': {
    by: 'test/lib/config/json-schema.test.ts',
    as: 'bridgeJsonSchema()',
  },
  'npm run reference': { by: 'test/docs/reference.test.ts', as: 'writeReference()' },
  'npm run pictures': { by: 'test/docs/readme.test.ts', as: 'drawPicture(' },
  "curl -i --json '{}' http://127.0.0.1:3000/hooks/website-form": {
    by: 'test/browser/walkthrough/steps.ts',
    as: "curl -i --json '{}'",
  },
  'npm run screenshots': {
    by: 'test/browser/walkthrough.browser.ts',
    as: 'walk(',
  },
  'npm run test:browser': { by: '.ci/run', as: 'test:browser' },
  'npm run bench': {
    because: 'it measures; test/flows/calls.test.ts asserts its main numbers',
  },
  'npm run soak': { because: 'it takes minutes; test/oracle plays a part of it' },
  'npm run fuzz': { by: '.ci/run', as: 'fuzz' },
  'npm run mutants': {
    because: 'it takes half an hour; test/mutants shows that it can fail',
  },
  'npm run explore': { by: '.ci/run', as: 'explore' },
  'npm run model': { by: '.ci/run', as: 'model' },
  'npx vitest run test/explore': { because: 'it is part of npm test' },
  'npx cdk deploy Bridgehook-test -c stage=test': {
    because: 'it needs an AWS account; test/lib/app.test.ts synthesises that stage',
  },
  'aws lambda list-event-source-mappings': { because: 'it only shows' },
  'aws lambda delete-event-source-mapping': {
    by: 'test/cli/adopt.test.ts',
    as: '--uuid',
  },
  'aws cloudformation describe-stacks': { because: 'it only shows' },
  'aws iam attach-role-policy': { because: onAws },
  'aws sqs set-queue-attributes': { because: 'it needs an AWS account' },
  'aws lambda create-event-source-mapping': { because: 'it needs an AWS account' },
  'aws cloudformation delete-stack': { by: 'test/cli/adopt.test.ts', as: 'delete-stack' },
  'aws sqs delete-queue': { by: 'test/cli/adopt.test.ts', as: 'delete-queue' },
  'aws dynamodb update-table': { by: 'test/cli/adopt.test.ts', as: 'update-table' },
  'aws dynamodb delete-table': { by: 'test/cli/adopt.test.ts', as: 'delete-table' },
  'aws secretsmanager delete-secret': {
    by: 'test/cli/adopt.test.ts',
    as: 'delete-secret',
  },
  'npx cdk bootstrap': { because: onAws },
  'npx cdk deploy Bridgehook-prod': { because: onAws },
  'npx cdk diff Bridgehook-prod': { because: onAws },
  'export AWS_REGION=eu-west-1': { because: 'it says where' },
  'npm run lint:template': { by: '.ci/run', as: 'lint:template' },
  'npm run emulator': { by: 'package.json', as: 'with-ministack.sh' },
  'openssl rand': { because: 'it makes up a key' },
  'git worktree add ../before <commit>': { because: 'it makes a second checkout' },
  'cd ../before': { because: 'it goes to that checkout' },
  'aws sns list-subscriptions': { because: 'it needs an AWS account, and an e-mail' },
  'aws cloudwatch describe-alarms': { because: 'it needs an AWS account' },
  'aws cloudwatch set-alarm-state': { because: 'it needs an AWS account' },
  'aws dynamodb restore-table-to-point-in-time': { because: 'it needs an AWS account' },
  'pass bridge/main': { because: "it is the reader's own store of passwords" },
  'aws sqs get-queue-attributes': { by: deadLetters, as: 'GetQueueAttributesCommand' },
  'aws sqs start-message-move-task': {
    by: deadLetters,
    as: 'StartMessageMoveTaskCommand',
  },
  'aws sqs list-message-move-tasks': {
    by: 'test/local/cloud/aws/move-tasks.test.ts',
    as: 'ListMessageMoveTasks',
  },
};

const isOurs = (command: string) => /^(?:npx bridgehook|npm start)\b/.test(command);
const entryFor = (command: string) =>
  Object.keys(known).find(
    (entry) => command === entry || command.startsWith(`${entry} -`),
  );
const commandsOf = (path: string) => commandLines(readText(path));

/** Options of npm, of the AWS command line and of scripts of this repository. */
const foreignOptions = [
  '--ignore-scripts',
  '--destination-arn',
  '--against',
  '--cloudformation-execution-policies',
  '--custom-permissions-boundary',
  '--method',
  '--require-approval',
  '--tags',
  '--endpoint-url',
  '--replay',
  '--seed',
  '--stack-name',
];

describe.each(pagePaths)('%s', (path) => {
  const commands = commandsOf(path);

  test('has commands of Bridgehook that its command line takes', async () => {
    const inBlocks = await Promise.all(
      commands.filter(isOurs).map((one) => complaint(one)),
    );
    const mentioned = mentionedCommands(readText(path));
    const inSentences = await Promise.all(mentioned.map((one) => complaint(one, true)));

    expect([...inBlocks, ...inSentences].filter((one) => one !== undefined)).toEqual([]);
  });

  test('names options that some command has', async () => {
    const options = await knownOptions();
    const isKnown = (option: string) =>
      options.has(option) || foreignOptions.includes(option);

    expect(mentionedOptions(readText(path)).filter((option) => !isKnown(option))).toEqual(
      [],
    );
  });

  test('has no other command that nothing runs', () => {
    const others = commands.filter((command) => !isOurs(command));

    expect(others.filter((command) => entryFor(command) === undefined)).toEqual([]);
  });
});

test('docs/deploying.md says for each command that takes --stack which rights it needs', async () => {
  const rows = readText('docs/deploying.md').matchAll(/^\| `([\w ]+)` \|/gm);
  const described = [...rows].map(([, name = '']) => name);

  const taking = (await commandsWith('--stack')).filter((name) => name !== 'simulator');

  expect(
    taking.filter((name) => !described.some((row) => `${name} `.startsWith(`${row} `))),
  ).toEqual([]);
  expect(
    described.filter((row) => !taking.some((name) => `${name} `.startsWith(`${row} `))),
  ).toEqual([]);
});

describe('the list of commands', () => {
  test('has none that no page has any more', () => {
    const used = pagePaths.flatMap(commandsOf).map(entryFor);

    expect(Object.keys(known).filter((entry) => !used.includes(entry))).toEqual([]);
  });

  test('says where they are run, and there they are; or why they are not', () => {
    const isTrue = (where: Where) =>
      'because' in where ? where.because !== '' : readText(where.by).includes(where.as);

    expect(Object.entries(known).filter(([, where]) => !isTrue(where))).toEqual([]);
  });

  test('names scripts that package.json has', () => {
    const { scripts } = JSON.parse(readText('package.json'));
    const named = Object.keys(known).flatMap(
      (entry) => /^npm run ([\w:]+)/.exec(entry)?.[1] ?? [],
    );

    expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
  });
});

test('a command that does not exist, or is not written right, is found', async () => {
  const page = [
    'Run `npx bridgehook replays <id>` or `npx bridgehook hold show --stacks x`.',
    '```sh',
    '# a comment',
    'pass x | npx bridgehook keys sets main # a comment',
    '(npx bridgehook links set --id 501)',
    'npm start -- --prot 3000 && npm run soaks',
    'ARN=$(aws s3 ls "$A" \\',
    '  --recursive)',
    '```',
  ].join('\n');
  const commands = commandLines(page);

  const found = await Promise.all(commands.filter(isOurs).map((one) => complaint(one)));
  const mentioned = await Promise.all(
    mentionedCommands(page).map((one) => complaint(one, true)),
  );

  expect(found).toEqual([
    expect.stringContaining("unknown command 'sets'"),
    expect.stringContaining('--contact <uuid>'),
    expect.stringContaining("unknown option '--prot'"),
  ]);
  expect(mentioned).toEqual([
    expect.stringContaining("unknown command 'replays'"),
    expect.stringContaining("unknown option '--stacks'"),
  ]);
  expect(mentionedOptions(page)).toEqual(['--stacks']);
  expect(commands.filter((command) => !isOurs(command))).toEqual([
    'pass x',
    'npm run soaks',
    'aws s3 ls "$A" --recursive',
  ]);
});
