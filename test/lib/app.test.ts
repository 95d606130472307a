import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildApp } from '../../lib/bridgehook-app.ts';
import { temporaryDir } from '../support/temporary-dir.ts';
import { exampleSettings } from './example-stack.ts';

const root = join(import.meta.dirname, '../..');
const temporary = () => temporaryDir('app');

/** What `cdk synth` runs, with the context it passes on. */
function runApp(context: Record<string, string>) {
  const env = {
    ...process.env,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    CDK_OUTDIR: temporary(),
  };
  return spawnSync(process.execPath, ['lib/app.ts'], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
}

describe('the app in process', () => {
  test('synthesises the stack of its stage with the real bundles and their configuration', async () => {
    const outdir = temporary();
    const settings = exampleSettings;

    const assembly = (await buildApp({ settings, stage: 'test', outdir })).synth();

    const stack = assembly.getStackByName('Bridgehook-test');
    const { Resources } = stack.template;
    const receive =
      Object.keys(Resources).find((id) => id.startsWith('ReceiveFunction')) ?? '';
    const asset = join(
      assembly.directory,
      `asset.${Resources[receive].Properties.Code.S3Key.replace('.zip', '')}`,
    );
    expect(assembly.directory).toBe(outdir);
    expect(JSON.parse(readFileSync(join(asset, 'config.json'), 'utf8'))).toEqual(
      settings.deployed,
    );
    expect(readFileSync(join(asset, 'index.mjs'), 'utf8')).toContain('handler');
  });

  test('refuses a stage that cannot stand in a name', async () => {
    await expect(
      buildApp({ settings: exampleSettings, stage: 'My Stage' }),
    ).rejects.toThrow('The stage "My Stage" is not a name');
  });
});

describe('the app on the command line', () => {
  test('reports a mistake of the user without a stack trace and exits with 1', () => {
    const { status, stderr } = runApp({ stage: 'My Stage' });

    expect(status).toBe(1);
    expect(stderr).toBe(
      'The stage "My Stage" is not a name. Write lower-case letters, digits and hyphens, for example: -c stage=test\n',
    );
  });

  test('reports wrong configuration in the same way', () => {
    const config = temporary();
    writeFileSync(join(config, 'bridge.yaml'), 'workspaces: 7\n');

    const { status, stderr } = runApp({ config });

    expect(status).toBe(1);
    expect(stderr).toContain('workspaces');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
