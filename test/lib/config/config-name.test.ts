import { mkdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { configNameOf } from '../../../lib/config/config-name.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';

const root = join(import.meta.dirname, '../../..');

test('a configuration is known by its directory in the repository, however that is written', () => {
  const config = join(root, 'config');

  expect(configNameOf(config, undefined)).toBe('config');
  expect(configNameOf(relative(process.cwd(), config), undefined)).toBe('config');
  expect(configNameOf(`${config}/../config/`, undefined)).toBe('config');
  expect(configNameOf(root, undefined)).toBe('.');
});

test('a link to a directory is the directory; a copy of it elsewhere is another one', () => {
  const dir = temporaryDir('config-name');
  mkdirSync(join(dir, 'config'));
  symlinkSync(join(root, 'config'), join(dir, 'link'), 'junction');

  expect(configNameOf(join(dir, 'link'), undefined)).toBe('config');
  expect(configNameOf(join(dir, 'config'), undefined)).toMatch(/^(\.\.|[A-Z]:).*\/config$/);
});

test('its own name counts, wherever it is', () => {
  expect(configNameOf(join(root, 'config'), 'acme')).toBe('acme');
});
