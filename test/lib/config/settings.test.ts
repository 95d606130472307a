import { describe, expect, test, vi } from 'vitest';
import { hashOfConfig } from '../../../lib/config/settings.ts';
import { exampleSettings } from '../example-stack.ts';

describe('the hash of a configuration', () => {
  const { deployed, baseUrl } = exampleSettings;
  const hash = hashOfConfig({ deployed, baseUrl });

  test('is the same for the same', () => {
    expect(hashOfConfig(structuredClone({ deployed, baseUrl }))).toBe(hash);
  });

  test.each([
    ['another Bridge', { deployed, baseUrl: 'https://other.example' }],
    [
      'another workspace',
      { deployed: { ...deployed, workspaces: { a: { id: 'x' } } }, baseUrl },
    ],
    [
      'another behaviour',
      {
        deployed: {
          ...deployed,
          behaviour: { ...deployed.behaviour, nulls: 'clears' as const },
        },
        baseUrl,
      },
    ],
  ])('is another for %s', (_what, other) => {
    expect(hashOfConfig(other)).not.toBe(hash);
  });
});

test('the hash is another for another version of this code', async () => {
  const hash = hashOfConfig(exampleSettings);
  vi.doMock('../../../lib/version.ts', () => ({ version: '99.0.0' }));
  vi.resetModules();
  const other = await import('../../../lib/config/settings.ts');

  expect(other.hashOfConfig(exampleSettings)).not.toBe(hash);
});
