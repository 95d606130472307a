import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readText, root } from './pages.ts';

const packageJson = JSON.parse(readText('package.json'));

test('.nvmrc, package.json and the installed Node are of one major version', () => {
  const majors = [
    readText('.nvmrc').trim(),
    packageJson.engines.node.replace('>=', ''),
    ...Object.values<string>(packageJson.optionalDependencies).map(
      (node) => node.split('.')[0],
    ),
  ];

  expect(new Set(majors)).toEqual(new Set(['24']));
});

test('every version in package.json is exact', () => {
  const { dependencies, devDependencies, optionalDependencies } = packageJson;
  const versions = Object.entries({
    ...dependencies,
    ...devDependencies,
    ...optionalDependencies,
  });

  expect(
    versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version))),
  ).toEqual([]);
});

test('workflows use actions by digest, with the version beside it', () => {
  const workflows = globSync('.github/workflows/*.yml', { cwd: root })
    .map(readText)
    .join('\n');
  const uses = workflows.split('\n').filter((line) => line.includes('uses:'));

  expect(uses.length).toBeGreaterThan(1);
  expect(uses.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
});

test('issue forms are YAML that GitHub reads: a name, a description, fields with ids', () => {
  const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: root });

  for (const form of forms.map((path) => parse(readText(path)))) {
    expect(form).toEqual(
      expect.objectContaining({ name: expect.any(String), body: expect.any(Array) }),
    );
    expect(form.description).toEqual(expect.any(String));
    const fields = form.body.filter(({ type }: { type: string }) => type !== 'markdown');
    expect(fields.every(({ id }: { id?: string }) => id !== undefined)).toBe(true);
  }
  expect(forms).toHaveLength(2);
});
