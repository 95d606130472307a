import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  bridgehookCommand,
  type Call,
  deployCommand,
  quote,
  recordCommand,
  startCommand,
} from '../../lib/command-line.ts';
import { complaint } from '../docs/command-lines.ts';

const root = join(import.meta.dirname, '../..');
const plain: Call = { cwd: root, config: 'config' };
const elsewhere: Call = {
  cwd: root,
  config: '../clients/acme',
  stack: 'Bridgehook-test',
  workspace: 'hq',
};

test.each([
  [['events', '--parked'], plain, 'npx bridgehook events --parked'],
  [['keys', 'set', '<name>'], plain, 'npx bridgehook keys set <name>'],
  [
    ['events', 'show', 'e1'],
    elsewhere,
    'npx bridgehook events show e1 --config ../clients/acme --stack Bridgehook-test --workspace hq',
  ],
  [
    ['keys', 'set', 'hq'],
    elsewhere,
    'npx bridgehook keys set hq --config ../clients/acme --stack Bridgehook-test',
  ],
  [['simulator'], elsewhere, 'npx bridgehook simulator --config ../clients/acme'],
])(
  '%j is printed with what it was called with, as far as it takes it',
  (words, call, line) => {
    expect(bridgehookCommand(words, call)).toBe(line);
  },
);

test.each([
  'check',
  'url s',
  'keys set s',
  'events',
  'hold show',
  'replay',
  'discard',
  'start',
])('the command line takes what is printed for %s', async (words) => {
  expect(await complaint(bridgehookCommand(words.split(' '), elsewhere))).toBeUndefined();
});

test.each([
  [plain, 'npm start'],
  [elsewhere, 'npm start -- --config ../clients/acme'],
])('%j starts the instance on this machine with its configuration', (call, line) => {
  expect(startCommand(call)).toBe(line);
});

test.each([
  [plain, 'npx cdk deploy'],
  [{ ...plain, stack: 'Bridgehook-prod' }, 'npx cdk deploy Bridgehook-prod'],
  [
    { ...plain, stack: 'Bridgehook-eu-test' },
    'npx cdk deploy Bridgehook-eu-test -c stage=eu-test',
  ],
  [
    { ...plain, config: 'clients/acme', stack: 'Bridgehook-prod' },
    'npx cdk deploy Bridgehook-prod -c config=clients/acme',
  ],
  [
    { cwd: '/srv/acme', stack: 'Bridgehook-prod' },
    'npx cdk deploy Bridgehook-prod -c config=/srv/acme/config',
  ],
  [
    { cwd: '/srv/acme', config: "it's here", stack: 'Bridgehook-test' },
    `npx cdk deploy Bridgehook-test -c stage=test -c 'config=/srv/acme/it'\\''s here'`,
  ],
  [{ cwd: join(root, 'docs'), config: '../config' }, 'npx cdk deploy'],
  [{ cwd: root, config: join(root, 'config') }, 'npx cdk deploy'],
  [{ cwd: root, config: '.' }, `npx cdk deploy -c config=${root}`],
])('%j is deployed with its own stage and configuration', (call, line) => {
  expect(deployCommand(call)).toBe(line);
});

test.each(["it's", '$(id)', 'a b', '`x`', '"', '', '*', '~', '<name>;', 'a\nb', '\\'])(
  'a shell reads %j back as one word',
  (word) => {
    const command = bridgehookCommand([], { cwd: root, config: word });
    const words = command.replace('npx bridgehook --config ', '');

    expect(execFileSync('sh', ['-c', `printf %s ${words}`], { encoding: 'utf8' })).toBe(
      word,
    );
    expect(
      execFileSync('sh', ['-c', `printf %s ${quote(word)}`], { encoding: 'utf8' }),
    ).toBe(word);
  },
);

test('recordings are kept whole by the same configuration', () => {
  expect(recordCommand({ cwd: root, config: 'mine' })).toBe(
    'npm start -- --record --keep-headers --config mine',
  );
});

test('no other code prints a command line', () => {
  const files = globSync('{cli,lib,local,functions}/**/*.{ts,mjs}', { cwd: root });
  const printing = files.filter((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line))
      .some((line) =>
        /\bnpx (?:bridgehook|cdk)\b|'npx'|\(npm start|npm start --/.test(line),
      ),
  );

  expect(printing).toEqual(['lib/command-line.ts']);
});
