import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, onTestFinished, test } from 'vitest';
import { verifyRequest } from '../../functions/core/verify/verify-request.ts';
import { providerOf } from '../../lib/providers/providers.ts';
import { readBody, serveLoopback } from '../../local/cloud/loopback.ts';
import { writeKeysFile } from '../../local/keys/keys-file.ts';
import { writeRunFile } from '../../local/start/run-file.ts';
import { projectDirectory, runCommand } from './run-command.ts';

interface Seen {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** A server that keeps what it gets and always answers the same. */
async function listen(
  status = 200,
  answer = '{"accepted":1}',
): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const { url, close } = await serveLoopback(0, async (request, response) => {
    const body = (await readBody(request)) ?? Buffer.alloc(0);
    seen.push({
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers as Record<string, string>,
      body,
    });
    response.writeHead(status).end(answer);
  });
  onTestFinished(close);
  return { url, seen };
}

const keys = {
  typeform: 'typeform-key',
  website: 'whsec_AAECAwQFBgcICQ==',
  hubspot: 'hubspot-key',
};

function projectWithKeys(): string {
  const cwd = projectDirectory();
  const signing = {
    'typeform-signup': { current: keys.typeform },
    'website-form': { current: keys.website },
    'hubspot-workflow': { current: keys.hubspot },
  };
  writeKeysFile(join(cwd, '.bridgehook/keys.json'), { signing, bridge: {} });
  return cwd;
}

const sampleOf = (source: string, name: string) =>
  `config/sources/${source}.samples/${name}`;
const now = Date.UTC(2026, 0, 1, 12);

function isVerified(
  preset: string,
  { method, path, headers, body }: Seen,
  publicUrl: string,
  key: string,
): boolean {
  const { verify } = providerOf(preset);
  const request = { method, url: `${publicUrl}${path}`, headers, query: {}, body };
  return verifyRequest(request, verify, { current: key }, now).kind === 'verified';
}

test('a payload arrives as its provider would have sent it: same bytes, signed', async () => {
  const cwd = projectWithKeys();
  const { url, seen } = await listen(200, 'taken\u001b[31m');

  const { code, stdout } = await runCommand(
    ['send', 'typeform-signup', sampleOf('typeform-signup', 'signup.json'), '--to', url],
    { cwd },
  );

  expect(code).toBe(0);
  expect(stdout).toBe('200 OK\ntaken\\u001b[31m\n');
  const [request] = seen as [Seen];
  expect(request).toMatchObject({ method: 'POST', path: '/hooks/typeform-signup' });
  expect(request.headers['content-type']).toBe('application/json');
  expect(request.body).toEqual(
    readFileSync(join(cwd, sampleOf('typeform-signup', 'signup.json'))),
  );
  expect(isVerified('typeform', request, url, keys.typeform)).toBe(true);
});

test('the same file sent twice carries the same id, made up or its own', async () => {
  const cwd = projectWithKeys();
  const { url, seen } = await listen();

  for (const name of [
    'contact-updated.json',
    'contact-updated.json',
    'with-campaign.http',
  ])
    await runCommand(
      ['send', 'website-form', sampleOf('website-form', name), '--to', url],
      {
        cwd,
      },
    );

  const ids = seen.map(({ headers }) => headers['webhook-id']);
  expect(ids[0]).toMatch(/^msg_/);
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).toBe('msg_2KWPBgLlAfxdpx2AI54pPJ85f4X');
  expect(
    seen.every((request) => isVerified('standard-webhooks', request, url, keys.website)),
  ).toBe(true);
});

test('without --to it goes to the running instance, and the URL that is signed is the public one', async () => {
  const cwd = projectWithKeys();
  const { url, seen } = await listen();
  writeRunFile(join(cwd, '.bridgehook/run.json'), {
    pid: process.pid,
    url,
    publicUrl: 'https://tunnel.example',
  });

  const { code } = await runCommand(
    ['send', 'hubspot-workflow', sampleOf('hubspot-workflow', 'contact.json')],
    { cwd },
  );

  expect(code).toBe(0);
  expect(
    isVerified(
      'hubspot-workflow',
      seen[0] as Seen,
      'https://tunnel.example',
      keys.hubspot,
    ),
  ).toBe(true);
});

test('an answer that is not 2xx ends with exit code 1', async () => {
  const { url } = await listen(401);

  const argv = [
    'send',
    'typeform-signup',
    sampleOf('typeform-signup', 'signup.json'),
    '--to',
    `${url}/hooks/other`,
    '--json',
  ];
  const { code, stdout, stderr } = await runCommand(argv, { cwd: projectWithKeys() });

  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ status: 401, body: { accepted: 1 } });
  expect(stderr).toBe('');
});

test('a source that the running instance does not know: it is to be started again; another server just answers', async () => {
  const { url } = await listen(404, '{"error":"unknown-source"}');
  const cwd = projectWithKeys();
  writeRunFile(join(cwd, '.bridgehook/run.json'), {
    pid: process.pid,
    url,
    publicUrl: url,
  });
  const argv = ['send', 'website-form', sampleOf('website-form', 'contact-updated.json')];

  const own = await runCommand(argv, { cwd });
  const other = await runCommand([...argv, '--to', url], { cwd });

  expect(own).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('unknown-source'),
  });
  expect(own.stderr).toBe(
    'What runs there has no source website-form. Start it again (npm start) after a change of config.\n',
  );
  expect(other).toMatchObject({ code: 1, stderr: '' });
});

test('a value that no header can carry is named by its header, and not shown', async () => {
  const { url, seen } = await listen();
  const cwd = projectWithKeys();
  const headers = join(cwd, 'headers.json');
  writeFileSync(headers, JSON.stringify({ 'x-note': 'canary\nline' }));
  const sample = sampleOf('website-form', 'contact-updated.json');
  const argv = ['send', 'website-form', sample, '--to', url, '--headers', headers];

  const { code, stderr } = await runCommand(argv, { cwd });

  expect([code, seen]).toEqual([1, []]);
  expect(stderr).toBe(
    'The header x-note cannot be sent: no header can carry its value.\n',
  );
});

test('nobody listening, no key, a key in the wrong form: one sentence each, without the key', async () => {
  const cwd = projectWithKeys();
  const argv = [
    'send',
    'website-form',
    sampleOf('website-form', 'contact-updated.json'),
    '--to',
    'http://127.0.0.1:9',
  ];
  const unheard = await runCommand(argv, { cwd });
  const keyless = await runCommand(argv, { cwd: projectDirectory() });
  writeKeysFile(join(cwd, '.bridgehook/keys.json'), {
    signing: { 'website-form': { current: 'canary?' } },
    bridge: {},
  });
  const unusable = await runCommand(argv, { cwd });

  expect(unheard).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^Nothing answers at http:\/\/127\.0\.0\.1:9 .*npm start.*\n$/,
    ),
  });
  expect(keyless).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/has no key website-form.*keys set website-form\n$/),
  });
  expect(unusable).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^The request cannot be signed: The key is not base64.*\n$/,
    ),
  });
  expect(unusable.stderr).not.toContain('canary');
});

test('with --stack the hook and the key are those of the stack', async () => {
  const { url, seen } = await listen();
  deploy(`${url}/hooks`, { 'typeform-signup': 'deployed-key' });

  const argv = [
    'send',
    'typeform-signup',
    sampleOf('typeform-signup', 'signup.json'),
    '--stack',
    'Bridgehook-prod',
  ];
  const { code } = await runCommand(argv, { cwd: projectDirectory() });

  expect(code).toBe(0);
  expect(isVerified('typeform', seen[0] as Seen, url, 'deployed-key')).toBe(true);
});

/** A stack whose hooks are at this address, with these signing keys. */
function deploy(hooksUrl: string, signingKeys: Record<string, string>): void {
  const outputs = {
    HooksUrl: hooksUrl,
    SigningKeysSecret: 'bridgehook/prod/signing-keys',
  };
  const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({
    OutputKey,
    OutputValue,
  }));
  const stack = { StackName: 'x', CreationTime: new Date() };
  mockClient(CloudFormationClient)
    .on(DescribeStacksCommand)
    .resolves({ Stacks: [{ ...stack, StackStatus: 'CREATE_COMPLETE', Outputs }] });
  const keysOf = Object.entries(signingKeys).map(([name, current]) => [name, { current }]);
  mockClient(SecretsManagerClient)
    .on(GetSecretValueCommand)
    .resolves({ SecretString: JSON.stringify(Object.fromEntries(keysOf)) });
}

test.each([
  ['', '/hooks/hubspot-workflow'],
  ['/_aws/execute-api/1f/$default/hooks/hubspot-workflow', undefined],
  ['/elsewhere?a=1&b=%20', undefined],
])(
  '--to %s is where it goes, and the URL that is signed is still the public one',
  async (to, arrivesAt = to) => {
    const { url, seen } = await listen();
    deploy('https://hooks.example.com/hooks', { 'hubspot-workflow': 'deployed-key' });
    const sample = sampleOf('hubspot-workflow', 'contact.json');
    const argv = ['send', 'hubspot-workflow', sample, '--stack', 'Bridgehook-prod'];

    const { code } = await runCommand([...argv, '--to', `${url}${to}`], {
      cwd: projectDirectory(),
    });

    const [request] = seen as [Seen];
    const [, query = ''] = /(\?.*)$/.exec(to) ?? [];
    const asSigned = { ...request, path: `/hooks/hubspot-workflow${query}` };
    const publicUrl = 'https://hooks.example.com';
    expect([code, request.path]).toEqual([0, arrivesAt]);
    expect(isVerified('hubspot-workflow', asSigned, publicUrl, 'deployed-key')).toBe(true);
  },
);

test('--to with a key in its query, as it was pasted: the key is there once, and the present one', async () => {
  const cwd = projectWithKeys();
  const { url, seen } = await listen();
  const file = join(cwd, 'config/sources/website-form.yaml');
  const verify = 'verify:\n  kind: sharedSecret\n  in: query\n  name: token\nevents:';
  writeFileSync(file, readFileSync(file, 'utf8').replace('events:', verify));
  const sample = sampleOf('website-form', 'contact-updated.json');

  await runCommand(
    ['send', 'website-form', sample, '--to', `${url}/tunnel?token=old&lang=ca`],
    { cwd },
  );

  expect(seen[0]?.path).toBe('/tunnel?lang=ca&token=whsec_AAECAwQFBgcICQ%3D%3D');
});

test('localhost and 127.0.0.1 are one instance, so what is signed is what that takes itself for', async () => {
  const cwd = projectWithKeys();
  const { url, seen } = await listen();
  writeRunFile(join(cwd, '.bridgehook/run.json'), {
    pid: process.pid,
    url,
    publicUrl: url,
  });
  const sample = sampleOf('hubspot-workflow', 'contact.json');
  const to = url.replace('127.0.0.1', 'localhost');

  await runCommand(['send', 'hubspot-workflow', sample, '--to', to], { cwd });

  expect(isVerified('hubspot-workflow', seen[0] as Seen, url, keys.hubspot)).toBe(true);
});

test('commands that are printed lead to the same configuration and stack', async () => {
  const cwd = projectDirectory();
  renameSync(join(cwd, 'config'), join(cwd, 'acme'));
  deploy('http://127.0.0.1:9/hooks', {});
  const sample = 'acme/sources/typeform-signup.samples/signup.json';
  const argv = ['send', 'typeform-signup', sample, '--config', 'acme'];

  const there = await runCommand([...argv, '--stack', 'Bridgehook-test'], { cwd });
  const here = await runCommand(argv, { cwd });

  expect(there.stderr).toMatch(
    /: npx bridgehook keys set typeform-signup --config acme --stack Bridgehook-test\n$/,
  );
  expect(here.stderr).toMatch(
    /Start again \(npm start -- --config acme\).* keys set typeform-signup --config acme\n$/,
  );
});

test('url is the public address, with the key in it where the provider repeats it in the URL', async () => {
  const cwd = projectWithKeys();
  const file = join(cwd, 'config/sources/website-form.yaml');
  const plain = await runCommand(['url', 'website-form'], { cwd });
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(
      'events:',
      'verify:\n  kind: sharedSecret\n  in: query\n  name: token\nevents:',
    ),
  );
  writeRunFile(join(cwd, '.bridgehook/run.json'), {
    pid: process.pid,
    url: 'http://127.0.0.1:1',
    publicUrl: 'https://tunnel.example',
  });
  const withKey = await runCommand(['url', 'website-form'], { cwd });
  const json = await runCommand(['url', 'typeform-signup', '--json'], { cwd });

  expect(plain).toEqual({
    code: 0,
    stdout: 'http://127.0.0.1:3000/hooks/website-form\n',
    stderr: '',
  });
  expect(withKey.stdout).toBe(
    'https://tunnel.example/hooks/website-form?token=whsec_AAECAwQFBgcICQ%3D%3D\n',
  );
  expect(JSON.parse(json.stdout)).toEqual({
    source: 'typeform-signup',
    url: 'https://tunnel.example/hooks/typeform-signup',
  });
});

test('a request that the sender alone can sign is not sent, and it says what to do instead', async () => {
  const cwd = projectWithKeys();
  const { url, seen } = await listen();
  const file = join(cwd, 'config/sources/typeform-signup.yaml');
  const { publicKey } = generateKeyPairSync('ed25519');
  const raw = String(publicKey.export({ format: 'jwk' }).x);
  const block = [
    'verify:',
    '  kind: asymmetric',
    '  algorithm: ed25519',
    '  encoding: base64',
    '  header: X-Sig',
    `  publicKeys: ['${raw}']`,
  ];
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n${block.join('\n')}\n`);
  const sample = sampleOf('typeform-signup', 'signup.json');

  const { code, stderr } = await runCommand(
    ['send', 'typeform-signup', sample, '--to', url],
    { cwd },
  );

  expect({ code, sent: seen.length }).toEqual({ code: 1, sent: 0 });
  expect(stderr).toContain('Only the sender can sign for typeform-signup');
  expect(stderr).toContain('npx bridgehook preview typeform-signup');
});
