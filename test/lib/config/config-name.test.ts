import { mkdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { configNameOf } from '../../../lib/config/config-name.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';

const root = join(import.meta.dirname, '../../..');

const workspace = { id: '11111111-1111-4111-8111-111111111111', concurrency: 1 };
const sample = { id: 'B6CF1C4A-2b1e-4e63-8f3e-0f9d1a2a1234', concurrency: 1 };
const unnamed = { name: undefined, workspaces: { main: workspace } };

test('a configuration is known by its directory in the repository, however that is written', () => {
  const config = join(root, 'config');

  expect(configNameOf(config, unnamed)).toBe('config');
  expect(configNameOf(relative(process.cwd(), config), unnamed)).toBe('config');
  expect(configNameOf(`${config}/../config/`, unnamed)).toBe('config');
  expect(configNameOf(root, unnamed)).toBe('.');
});

test('a link to a directory is the directory; a copy of it elsewhere is another one', () => {
  const dir = temporaryDir('config-name');
  mkdirSync(join(dir, 'config'));
  symlinkSync(join(root, 'config'), join(dir, 'link'), 'junction');

  expect(configNameOf(join(dir, 'link'), unnamed)).toBe('config');
  expect(configNameOf(join(dir, 'config'), unnamed)).toMatch(/^(\.\.|[A-Z]:).*\/config$/);
});

test('its own name counts, wherever it is', () => {
  expect(configNameOf(join(root, 'config'), { ...unnamed, name: 'acme' })).toBe('acme');
});

test('the example in a fresh clone is another one than what was made of it in its place', () => {
  const config = join(root, 'config');
  const example = { name: undefined, workspaces: { main: sample } };

  expect(configNameOf(config, example)).toBe('config (example)');
  expect(
    configNameOf(config, { ...example, workspaces: { main: workspace, sample } }),
  ).toBe('config (example)');
  expect(configNameOf(config, unnamed)).toBe('config');
  expect(configNameOf(config, { ...example, name: 'acme' })).toBe('acme');
});
