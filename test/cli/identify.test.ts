import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { verifySchema } from '../../functions/core/config/verify-schema.ts';
import { writeKeysFile } from '../../local/keys/keys-file.ts';
import { projectDirectory, runCommand } from './run-command.ts';

const keys = { typeform: 'typeform-key-of-sixteen', hubspot: 'hubspot-key-of-sixteen' };
const body = '{"email":"canary@example.com"}';

const base64 = (key: string, text: string) =>
  createHmac('sha256', key).update(text).digest('base64');

function project(request: string[], file = 'refused.http'): string {
  const cwd = projectDirectory();
  const signing = {
    'typeform-signup': { current: keys.typeform, previous: 'an-older-key-of-typeform' },
    'hubspot-workflow': { current: keys.hubspot },
  };
  writeKeysFile(join(cwd, '.bridgehook/keys.json'), { signing, bridge: {} });
  const lines = ['POST /hooks/typeform-signup HTTP/1.1', ...request, '', body];
  writeFileSync(join(cwd, file), lines.join('\r\n'));
  return cwd;
}

test('a request that its source takes fits, and nothing differs', async () => {
  const cwd = project([`Typeform-Signature: sha256=${base64(keys.typeform, body)}`]);

  const run = await runCommand(
    ['identify', 'refused.http', '--source', 'typeform-signup'],
    {
      cwd,
    },
  );

  expect(run).toEqual({
    code: 0,
    stdout: [
      'It fits: Typeform (https://www.typeform.com/developers/webhooks/), ' +
        'signed with the current key of typeform-signup.',
      'Nothing differs from the source typeform-signup.',
      '',
    ].join('\n'),
    stderr: '',
  });
});

test('the previous key counts, and is named', async () => {
  const signature = base64('an-older-key-of-typeform', body);
  const cwd = project([`Typeform-Signature: sha256=${signature}`]);

  const { stdout } = await runCommand(
    ['identify', 'refused.http', '--source', 'typeform-signup'],
    { cwd },
  );

  expect(stdout).toContain('signed with the previous key of typeform-signup.');
  expect(stdout).toContain('Nothing differs');
});

test('what differs is listed, with the block to paste, which the schema takes', async () => {
  const cwd = project([`X-Shopify-Hmac-Sha256: ${base64(keys.typeform, body)}`]);

  const { code, stdout } = await runCommand(
    ['identify', 'refused.http', '--source', 'typeform-signup'],
    { cwd },
  );

  const [said = '', block = ''] = stdout.split('\n\n');
  expect(code).toBe(0);
  expect(said.split('\n')).toEqual([
    'It fits: Shopify (https://shopify.dev/docs/apps/build/webhooks/subscribe/https), ' +
      'signed with the current key of typeform-signup.',
    'What differs from typeform-signup:',
    '  - the header typeform-signature is missing: the sender sent header ' +
      'x-shopify-hmac-sha256 instead',
    '  - the signature has no prefix, while format says sha256=',
    'The preset has it: provider: shopify',
    'Write into sources/typeform-signup.yaml:',
  ]);
  expect(verifySchema.parse(parse(block).verify)).toMatchObject({
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    header: 'x-shopify-hmac-sha256',
  });
});

test('without a source, a key from stdin and the URL are enough', async () => {
  const url = 'https://shop.example.com/in?token=canary-in-url';
  const time = '1767268800000';
  const signature = base64('a-key-from-stdin', `POST${url}${body}${time}`);
  const cwd = project([
    `X-HubSpot-Signature-v3: ${signature}`,
    `X-HubSpot-Request-Timestamp: ${time}`,
  ]);

  const { code, stdout } = await runCommand(
    ['identify', 'refused.http', '--key', '--url', url],
    { cwd, stdin: 'a-key-from-stdin\n' },
  );

  expect(code).toBe(0);
  expect(stdout).toContain('HubSpot, app');
  expect(stdout).toContain('the key that was given, for https://shop.example.com/in?…');
  expect(stdout).toContain('provider: hubspot-events');
  expect(stdout).not.toContain('canary');
  expect(stdout).not.toContain('a-key-from-stdin');
});

test('the time in the name of a recording is what the time of signing is judged by', async () => {
  const at = Date.UTC(2026, 0, 1, 12);
  const signed = String(at / 1000);
  const cwd = project(
    [
      `webhook-signature: v1,${base64(keys.typeform, `msg_1.${signed}.${body}`)}`,
      'webhook-id: msg_1',
      `webhook-timestamp: ${signed}`,
    ],
    '2026-01-01T12-14-00.000Z-401.http',
  );

  const { stdout } = await runCommand(
    ['identify', '2026-01-01T12-14-00.000Z-401.http', '--json'],
    { cwd },
  );

  const answer = JSON.parse(stdout);
  expect(answer).toMatchObject({ fits: true, key: 'the current key of typeform-signup' });
  expect(answer.differences).toEqual([
    { kind: 'time', text: expect.stringContaining('14 minutes off') },
  ]);
});

test('what fits nothing is what it could be, and exit code 1', async () => {
  const cwd = project([`X-Shopify-Hmac-Sha256: ${base64('another', body)}`]);

  const run = await runCommand(['identify', 'refused.http'], { cwd });

  expect(run.code).toBe(1);
  expect(run.stdout).toContain('Nothing fits: none of 3 keys');
  expect(run.stdout).toContain('  - Shopify (https://shopify.dev');
});

test('a recording without its proof says how to keep it', async () => {
  const cwd = project(['X-Acme-Token: removed-by-record']);

  const { code, stdout } = await runCommand(['identify', 'refused.http'], { cwd });

  expect(code).toBe(1);
  expect(stdout).toContain('could be the proof: header x-acme-token.');
  expect(stdout).toContain('npm start -- --record --keep-headers');
});

test('there is no key in an argument, and no URL that is none', async () => {
  const cwd = project([]);

  const [key, url, source] = await Promise.all([
    runCommand(['identify', 'refused.http', '--key=canary-key'], { cwd }),
    runCommand(['identify', 'refused.http', '--url', 'hooks.example.com'], { cwd }),
    runCommand(['identify', 'refused.http', '--source', 'typeform-signop'], { cwd }),
  ]);

  expect([key.code, url.code, source.code]).toEqual([2, 2, 1]);
  expect(source.stderr).toContain('Did you mean typeform-signup?');
});
