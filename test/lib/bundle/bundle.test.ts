import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { FileSystem } from 'aws-cdk-lib';
import { build } from 'esbuild';
import { describe, expect, test, vi } from 'vitest';
import { type Bundle, bundleFunction } from '../../../lib/bundle/bundle.ts';
import { replacements } from '../../../lib/bundle/replaced-modules.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';

const functions = join(import.meta.dirname, '../../../functions');

/** What few sources load, and how large it may be. */
const chunks = [
  { name: 'answer-handshake.mjs', most: 12_000, of: 'receive' },
  { name: 'json-fields.mjs', most: 2_000, of: 'receive' },
  { name: 'jsonata.mjs', most: 100_000 },
  { name: 'linear-regex.mjs', most: 160_000 },
  { name: 'parse-form.mjs', most: 3_000, of: 'receive' },
  { name: 'parse-multipart.mjs', most: 16_000, of: 'receive' },
  { name: 'parse-xml.mjs', most: 30_000, of: 'receive' },
  { name: 'receive-counts.mjs', most: 125_000, of: 'receive' },
  { name: 'recognise-body.mjs', most: 1_500, of: 'receive' },
  { name: 'token-body.mjs', most: 600, of: 'receive' },
  { name: 'verify-jwt.mjs', most: 23_000, of: 'receive' },
  { name: 'verify-rare.mjs', most: 18_000, of: 'receive' },
];
const chunksOf = (name: string) => chunks.filter(({ of = name }) => of === name);

const entry = `
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as http from 'node:http';
import path from 'path';
import { emits } from './dependency.cjs';
export const handler = async () => {
  const { EOL } = await import('node:os');
  return [createHmac('sha256', 'key').update('ñ€').digest('hex').length, timingSafeEqual(Buffer.from('a'), Buffer.from('a')),
    new http.Agent({ keepAlive: true }).options.keepAlive, path.posix.join('a', 'b'), emits(), EOL];
};`;

/**
 * As CommonJS dependencies are written: a builtin that is itself a class, with and without the
 * prefix.
 */
const dependency = `
const EventEmitter = require('events');
const { inherits } = require('node:util');
class Emitter extends EventEmitter {}
exports.emits = () => typeof inherits === 'function' && new Emitter().on('a', () => {}).emit('a');`;

async function bundleExample(config: unknown = { sources: {} }): Promise<Bundle> {
  const directory = temporaryDir('bundle');
  const source = join(directory, 'source');
  await mkdir(source);
  await Promise.all([
    writeFile(join(source, 'entry.mjs'), entry),
    writeFile(join(source, 'dependency.cjs'), dependency),
  ]);
  return await bundleFunction({
    entry: join(source, 'entry.mjs'),
    name: 'example',
    into: join(directory, 'out'),
    config,
  });
}

const codeOf = (bundle: Bundle) =>
  readFile(join(bundle.assetDirectory, 'index.mjs'), 'utf8');

/** What the finished code still imports, by whichever form, as a parser sees it. */
async function importsOf(bundle: Bundle): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(bundle.assetDirectory, 'index.mjs')],
    bundle: true,
    format: 'esm',
    packages: 'external',
    metafile: true,
    write: false,
  });
  return Object.values(metafile.outputs).flatMap(({ imports }) =>
    imports.map(({ path }) => path),
  );
}

describe('a bundle', () => {
  test('runs with builtins from import, import() and require, prefixed or not', async () => {
    const bundle = await bundleExample();

    const { handler } = await import(
      pathToFileURL(join(bundle.assetDirectory, 'index.mjs')).href
    );

    expect(await handler()).toEqual([64, true, true, 'a/b', true, '\n']);
  });

  test('imports nothing: builtins come from process.getBuiltinModule', async () => {
    const bundle = await bundleExample();

    expect(await importsOf(bundle)).toEqual([]);
    expect(await codeOf(bundle)).toContain('process.getBuiltinModule("node:http")');
  });

  test('holds only the exports of a builtin that are used', async () => {
    const code = await codeOf(await bundleExample());

    expect(code).toContain('createHmac');
    expect(code).not.toContain('createSign');
  });

  test('is index.mjs and config.json, with the source map beside it', async () => {
    const bundle = await bundleExample({
      sources: { 'typeform-signup': { provider: 'typeform' } },
    });

    expect((await readdir(bundle.assetDirectory)).sort()).toEqual([
      'config.json',
      'index.mjs',
    ]);
    expect(
      JSON.parse(await readFile(join(bundle.assetDirectory, 'config.json'), 'utf8')),
    ).toEqual({
      sources: { 'typeform-signup': { provider: 'typeform' } },
    });
    expect(JSON.parse(await readFile(bundle.sourceMap, 'utf8')).version).toBe(3);
    expect(await codeOf(bundle)).not.toContain('sourceMappingURL');
  });

  test('takes AWS credentials from the environment and carries no other way to get them', async () => {
    const source = join(
      import.meta.dirname,
      '../../..',
      'node_modules',
      '@aws-sdk/client-sqs/dist-es/index.js',
    );
    const into = temporaryDir('bundle');
    const bundle = await bundleFunction({ entry: source, name: 'sdk', into, config: {} });
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');

    const { SQSClient } = await import(
      pathToFileURL(join(bundle.assetDirectory, 'index.mjs')).href
    );
    const credentials = await new SQSClient({ region: 'eu-west-1' }).config.credentials();
    vi.unstubAllEnvs();

    expect(credentials).toMatchObject({
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'secret',
    });
    expect((await codeOf(bundle)).includes('sso_start_url')).toBe(false);
  });

  test('of the same sources is the same wherever they lie', async () => {
    const [one, other] = await Promise.all([bundleExample(), bundleExample()]);

    expect(one.assetDirectory).not.toBe(other.assetDirectory);
    expect(FileSystem.fingerprint(one.assetDirectory)).toBe(
      FileSystem.fingerprint(other.assetDirectory),
    );
  });

  test('of a module that is not there fails with its name', async () => {
    const building = bundleFunction({
      entry: '/nowhere/missing.ts',
      name: 'missing',
      into: tmpdir(),
      config: {},
    });

    await expect(building).rejects.toThrow('/nowhere/missing.ts');
  });
});

describe('a file that is imported only where it is needed', () => {
  async function bundleWithChunk(): Promise<Bundle> {
    const directory = temporaryDir('bundle');
    const source = join(directory, 'source');
    await mkdir(source);
    await Promise.all([
      writeFile(
        join(source, 'entry.mjs'),
        "import './both.mjs'; export const handler = async () => (await import('./rare.mjs')).name();",
      ),
      writeFile(
        join(source, 'rare.mjs'),
        "import './both.mjs'; import { EOL } from 'node:os'; export const name = () => 'rare' + EOL;",
      ),
      writeFile(join(source, 'both.mjs'), "globalThis.both ??= 'both';"),
    ]);
    return await bundleFunction({
      entry: join(source, 'entry.mjs'),
      name: 'example',
      into: join(directory, 'out'),
      config: {},
    });
  }

  test('is a module beside the code, which is whole without it', async () => {
    const bundle = await bundleWithChunk();

    const { handler } = await import(
      pathToFileURL(join(bundle.assetDirectory, 'index.mjs')).href
    );

    expect(await codeOf(bundle)).not.toContain('rare"');
    expect(await handler()).toBe('rare\n');
    expect((await readdir(bundle.assetDirectory)).sort()).toEqual([
      'config.json',
      'index.mjs',
      'rare.mjs',
    ]);
    expect(bundle.chunks).toEqual([
      { name: 'rare.mjs', rawBytes: expect.any(Number), gzipBytes: expect.any(Number) },
    ]);
  });

  test('is the same wherever the sources lie, with its source map beside the asset', async () => {
    const [one, other] = await Promise.all([bundleWithChunk(), bundleWithChunk()]);

    expect(FileSystem.fingerprint(one.assetDirectory)).toBe(
      FileSystem.fingerprint(other.assetDirectory),
    );
    expect((await readdir(join(one.assetDirectory, '..'))).sort()).toEqual([
      'example',
      'example.mjs.map',
      'example.rare.mjs.map',
    ]);
  });
});

test('expressions are bundled with their engine and their functions', async () => {
  const entry = join(functions, 'core/expression.ts');
  const into = temporaryDir('bundle');
  const bundle = await bundleFunction({ entry, name: 'expression', into, config: {} });
  const module = pathToFileURL(join(bundle.assetDirectory, 'index.mjs')).href;
  const { evaluate }: typeof import('../../../functions/core/expression.ts') =
    await import(module);
  const scope = { request: {}, headers: {}, query: {}, receivedAt: 0 };

  const texts = [
    '$match(a, /b(c)/).groups[0]',
    '$parse(json).d',
    '$map(["x", "y"], $pad(?, 3, "-")) ~> $join',
  ];
  const results = texts.map((text) =>
    evaluate(text, { ...scope, event: { a: 'abc', json: '{"d":1}' } }),
  );
  const failed = evaluate('$parse(json)', { ...scope, event: { json: 'canary' } });

  expect(await Promise.all(results)).toEqual(
    ['c', 1, 'x--y--'].map((value) => ({ ok: true, value })),
  );
  expect(await failed).toEqual({ ok: false, code: 'not-json', position: 7 });
  expect(bundle.chunks.map(({ name }) => name).sort()).toEqual(
    chunksOf('expression').map(({ name }) => name),
  );
});

test('an expression with a plan is evaluated at once, without JSONata', async () => {
  const entry = join(functions, 'core/expression.ts');
  const into = temporaryDir('bundle');
  const bundle = await bundleFunction({ entry, name: 'expression', into, config: {} });
  await rm(join(bundle.assetDirectory, 'jsonata.mjs'));
  const module = pathToFileURL(join(bundle.assetDirectory, 'index.mjs')).href;
  const { evaluate, usePlans }: typeof import('../../../functions/core/expression.ts') =
    await import(module);
  const scope = { event: { a: 'x' }, request: {}, headers: {}, query: {}, receivedAt: 0 };

  usePlans({ 'a & "y"': ['&', ['names', 'a'], ['literal', 'y']] });

  expect(evaluate('a & "y"', scope)).toEqual({ ok: true, value: 'xy' });
  await expect(evaluate('$now()', scope)).rejects.toThrow('jsonata.mjs');
});

/** The most that a cold start reads: bytes of the code, raw and packed. */
const budgets = [
  { name: 'receive', raw: 250_000, gzip: 82_000 },
  { name: 'deliver', raw: 310_000, gzip: 100_000 },
];

describe.each(budgets)('the bundle of $name', ({ name, raw, gzip }) => {
  test('keeps to what a cold start may cost', async () => {
    const into = temporaryDir('bundle');

    const bundle = await bundleFunction({
      entry: join(functions, `${name}.ts`),
      name,
      into,
      config: {},
    });
    const code = await codeOf(bundle);

    expect(await importsOf(bundle)).toEqual([]);
    expect(code.includes('sourceMappingURL')).toBe(false);
    expect(code, 'JSONata').not.toContain('D1011');
    expect(bundle.rawBytes).toBeLessThanOrEqual(raw);
    expect(bundle.gzipBytes).toBeLessThanOrEqual(gzip);
    expect(code.includes('ZodError'), 'zod, which is for the configuration').toBe(false);
    expect(bundle.chunks.map((chunk) => chunk.name).sort()).toEqual(
      chunksOf(name).map((chunk) => chunk.name),
    );
    for (const { name: chunk, most: raw } of chunksOf(name))
      expect(
        bundle.chunks.find((one) => one.name === chunk)?.rawBytes,
      ).toBeLessThanOrEqual(raw);
  });
});

test('the numbering plans lie beside the code of deliver, and are as small as they were', async () => {
  const into = temporaryDir('bundle');
  const entry = join(functions, 'deliver.ts');
  const { assetDirectory } = await bundleFunction({
    entry,
    name: 'deliver',
    into,
    config: {},
  });

  const plans = await readFile(join(assetDirectory, 'phone-metadata.json'));

  expect(plans.byteLength).toBeLessThanOrEqual(86_000);
  expect(gzipSync(plans).byteLength).toBeLessThanOrEqual(20_500);
});

test('the bundle of watch is a small one: no phone numbers, no expressions, no chunks', async () => {
  const into = temporaryDir('bundle');

  const bundle = await bundleFunction({
    entry: join(functions, 'watch.ts'),
    name: 'watch',
    into,
    config: {},
  });

  expect(await importsOf(bundle)).toEqual([]);
  expect(bundle.chunks).toEqual([]);
  expect(bundle.rawBytes).toBeLessThanOrEqual(142_000);
  expect(bundle.gzipBytes).toBeLessThanOrEqual(48_000);
});

test('what verifies tokens and public keys is in no bundle of its own accord', async () => {
  const into = temporaryDir('bundle');
  const entry = join(functions, 'receive.ts');
  const bundle = await bundleFunction({ entry, name: 'receive', into, config: {} });
  const code = await codeOf(bundle);

  expect(
    code.match(/ERR_JWT_EXPIRED|ieee-p1363|createPublicKey|sortedFields\(/g),
  ).toBeNull();
});

test('every module that is to be replaced is there to be replaced, in one bundle or the other', async () => {
  const into = temporaryDir('bundle');

  const bundles = await Promise.all(
    ['receive', 'deliver'].map((name) =>
      bundleFunction({ entry: join(functions, `${name}.ts`), name, into, config: {} }),
    ),
  );

  expect(new Set(bundles.flatMap(({ replaced }) => replaced))).toEqual(
    new Set(Object.keys(replacements)),
  );
});

test.each([
  ['dynamodb', DynamoDBClient],
  ['secrets-manager', SecretsManagerClient],
  ['sqs', SQSClient],
])(
  '%s is called at the host that the rules of the SDK give, in every region of AWS',
  async (name, Client) => {
    const replacement =
      replacements[`@aws-sdk/client-${name}/dist-es/endpoint/endpointResolver.js`];
    const { defaultEndpointResolver: ours } = (await import(
      `data:text/javascript,${encodeURIComponent(String(replacement))}`
    )) as { defaultEndpointResolver: Resolver };
    const theirs: Resolver = new Client({ region: 'us-east-1' }).config.endpointProvider;
    const hostsOf = (resolve: Resolver) =>
      regions.map(
        (Region) => resolve({ Region, UseFIPS: false, UseDualStack: false }).url.href,
      );
    const Endpoint = 'http://127.0.0.1:4566/prefix';

    expect(regions.length).toBeGreaterThan(30);
    expect(hostsOf(ours)).toEqual(hostsOf(theirs));
    expect(ours({ Region: 'us-east-1', Endpoint }).url.href).toBe(
      theirs({ Region: 'us-east-1', Endpoint, UseFIPS: false, UseDualStack: false }).url
        .href,
    );
    expect(() => ours({})).toThrow('no region');
  },
);

type Resolver = (parameters: {
  Region?: string;
  Endpoint?: string;
  UseFIPS?: boolean;
  UseDualStack?: boolean;
}) => { url: URL };

/** Of all partitions; what stands for a partition as a whole is left out. */
const regions = await readRegions();

async function readRegions(): Promise<string[]> {
  const module =
    '@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js';
  const file = join(functions, '../node_modules', module);
  const { partitionsInfo } = (await import(pathToFileURL(file).href)) as {
    partitionsInfo: { partitions: { regions: Record<string, unknown> }[] };
  };
  return partitionsInfo.partitions
    .flatMap(({ regions }) => Object.keys(regions))
    .filter((region) => !region.endsWith('-global'));
}
