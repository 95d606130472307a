import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyDirectory, projectDirectory, runCommand } from './run-command.ts';

test('a configuration in order is summed up: its sources and how many of their samples passed', async () => {
  const { code, stdout, stderr } = await runCommand(['check'], { cwd: projectDirectory() });

  expect(code).toBe(0);
  expect(stdout).toContain('3 sources');
  expect(stdout).toMatch(/typeform-signup +2 of 2 samples passed/);
  expect(stderr).toBe('');
});

test('every problem is told with file, line, column and cure, and the exit code is 1', async () => {
  const cwd = projectDirectory();
  const file = join(cwd, 'config/sources/website-form.yaml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(
      'firstName: data.firstName',
      'firstNam: data.firstName',
    ),
  );

  const { code, stdout, stderr } = await runCommand(['check'], { cwd });

  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/website-form\.yaml:\d+:\d+ {2}map\.firstNam is not a key/);
  expect(stderr).toContain('→ write firstName');
});

test('--json gives the same to programs, in order or not', async () => {
  const cwd = projectDirectory();

  const good = await runCommand(['check', '--json'], { cwd });
  writeFileSync(
    join(cwd, 'config/sources/website-form.samples/contact-updated.expected.json'),
    '{}',
  );
  const bad = await runCommand(['check', '--json'], { cwd });

  expect(good.code).toBe(0);
  expect(JSON.parse(good.stdout)).toMatchObject({ ok: true, problems: [] });
  expect(JSON.parse(good.stdout).sources).toContainEqual({
    name: 'website-form',
    samples: 2,
    passed: 2,
  });
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.stdout).sources).toContainEqual({
    name: 'website-form',
    samples: 2,
    passed: 1,
  });
  expect(JSON.parse(bad.stdout).problems).toHaveLength(1);
});

test('a sample with a signature is refused', async () => {
  const cwd = projectDirectory();
  const file = join(cwd, 'config/sources/website-form.samples/with-campaign.http');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(
      'webhook-id',
      'webhook-signature: v1,canary\nwebhook-id',
    ),
  );

  const { code, stderr } = await runCommand(['check'], { cwd });

  expect(code).toBe(1);
  expect(stderr).toContain(
    `with-campaign.http:1:1  holds a signature (webhook-signature)\n    → remove that line`,
  );
  expect(stderr).not.toContain('canary');
});

test('what is worth knowing is told with its place, and is no mistake', async () => {
  const cwd = projectDirectory();
  const file = join(cwd, 'config/sources/typeform-signup.yaml');
  const verify =
    'verify:\n  kind: mac\n  algorithm: hmac-sha256\n  encoding: hex\n  header: X-Signature\n';
  writeFileSync(file, readFileSync(file, 'utf8').replace('provider: typeform\n', `${verify}`));

  const text = await runCommand(['check'], { cwd });
  const json = await runCommand(['check', '--json'], { cwd });

  expect(text.code).toBe(0);
  expect(text.stdout).toMatch(
    /To know:\n.*typeform-signup\.yaml:\d+:3 {2}verify: lets a captured request be sent again/,
  );
  expect(json.code).toBe(0);
  expect(JSON.parse(json.stdout)).toMatchObject({
    ok: true,
    problems: [],
    notes: [{ file: expect.stringContaining('typeform-signup.yaml'), column: 3 }],
  });
});

test('--config names another directory, and one without configuration says what to write', async () => {
  const cwd = emptyDirectory();

  const { code, stderr } = await runCommand(['check', '--config', 'elsewhere'], { cwd });

  expect(code).toBe(1);
  expect(stderr).toContain('elsewhere/bridge.yaml');
});

test.each([
  [['chek'], 'Did you mean check?'],
  [['check', '--jsn'], 'Did you mean --json?'],
  [['preview', 'website-form'], "missing required argument 'payload-file'"],
  [['start', '--port', 'http'], 'Write a number from 0 to 65535.'],
  [['start', '--public-url', 'example.com'], 'Write scheme and host'],
  [[], 'Usage: bridgehook'],
])(
  'a command line that is not right, %j, ends with exit code 2 and a hint',
  async (argv, hint) => {
    const { code, stderr, stdout } = await runCommand(argv, { cwd: emptyDirectory() });

    expect(code).toBe(2);
    expect(stderr).toContain(hint);
    expect(stdout).toBe('');
  },
);

test('help ends with exit code 0 and documents the exit codes', async () => {
  const { code, stdout } = await runCommand(['check', '--help'], { cwd: emptyDirectory() });

  expect(code).toBe(0);
  expect(stdout).toMatch(/Exit codes:\n {2}0 {2}it went well\n {2}1 .*\n {2}2 /);
});
