import { execFileSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { commandLines, complaint } from './command-lines.ts';
import { readText, root } from './pages.ts';

const path = 'docs/examples/deploy-workflow.yml';

const stepSchema = z.strictObject({
  name: z.string().optional(),
  run: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const jobSchema = z.looseObject({
  permissions: z.record(z.string(), z.string()).optional(),
  steps: z.array(stepSchema),
});
const workflowSchema = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  env: z.record(z.string(), z.union([z.string(), z.number()])),
  jobs: z.record(z.string(), jobSchema),
});

const workflow = workflowSchema.parse(parse(readText(path)));
const jobs = Object.entries(workflow.jobs);
const scripts = jobs.flatMap(([, { steps }]) => steps.flatMap(({ run }) => run ?? []));
const commands = scripts.flatMap((script) =>
  commandLines(`\`\`\`sh\n${script}\n\`\`\``).map((line) => line.trim()),
);
const usedBy = (steps: z.output<typeof stepSchema>[]) =>
  steps.flatMap(({ uses }) => uses ?? []);

test('checks and previews every change, shows the difference, and deploys main', () => {
  expect(Object.keys(workflow.on)).toEqual(['pull_request', 'push']);
  expect(Object.keys(workflow.jobs)).toEqual(['check', 'diff', 'deploy']);
  expect(commands.filter((command) => command.startsWith('np'))).toEqual([
    'npm ci',
    'npx bridgehook check --config ../configuration',
    'npx bridgehook preview "$source" "$sample" --config ../configuration',
    'npm ci',
    'npx cdk diff "$STACK" -c config=../configuration --method=template',
    'npm ci',
    'npx cdk deploy "$STACK" -c config=../configuration --require-approval never',
  ]);
});

test('has commands of Bridgehook that its command line takes', async () => {
  const ours = commands.filter((command) => command.startsWith('npx bridgehook'));

  const complaints = await Promise.all(ours.map((command) => complaint(command)));

  expect(complaints.filter((one) => one !== undefined)).toEqual([]);
});

test('actions are pinned by commit, those of the CI by the same', () => {
  const used = jobs.flatMap(([, { steps }]) => usedBy(steps));
  const ofCi = readFileSync(join(root, '.github/workflows/ci.yml'), 'utf8');

  expect(used.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  expect(
    used.filter((action) => action.startsWith('actions/') && !ofCi.includes(action)),
  ).toEqual([]);
});

test('only the jobs that call AWS can ask for its credentials, by a token', () => {
  const asking = jobs.filter(
    ([, { permissions }]) => permissions?.['id-token'] === 'write',
  );
  const calling = jobs.filter(([, { steps }]) =>
    usedBy(steps).some((action) => action.includes('configure-aws-credentials')),
  );

  expect(workflow.permissions).toEqual({ contents: 'read' });
  expect(asking.map(([name]) => name)).toEqual(['diff', 'deploy']);
  expect(calling.map(([name]) => name)).toEqual(['diff', 'deploy']);
  expect(readText(path)).not.toMatch(/secret-access-key|secrets\./);
});

test('each sample is previewed, and no expected result', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bridgehook-workflow-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  cpSync(join(root, 'config'), join(dir, 'configuration'), { recursive: true });
  cpSync(join(root, 'cdk.json'), join(dir, 'bridgehook/cdk.json'));
  const script = scripts.find((one) => one.includes('bridgehook preview')) ?? '';
  writeFileSync(join(dir, 'npx'), '#!/bin/sh\necho "npx $@"\n', { mode: 0o700 });

  const printed = execFileSync('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: join(dir, 'bridgehook'),
    env: { ...process.env, PATH: `${dir}:${process.env.PATH}` },
    encoding: 'utf8',
  });

  const samples = globSync('sources/*.samples/*', {
    cwd: join(root, 'config'),
    exclude: ['**/*.expected.json'],
  });
  const previews = printed.split('\n').filter((line) => line.startsWith('npx'));
  expect(previews.sort()).toEqual(
    samples
      .map((sample) => {
        const [, source] = /sources\/(.+)\.samples/.exec(sample) ?? [];
        const file = `../configuration/${sample}`;
        return `npx bridgehook preview ${source} ${file} --config ../configuration`;
      })
      .sort(),
  );
});
