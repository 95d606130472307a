import { expect, test } from 'vitest';
import { readConfiguration } from '../../lib/config/configuration.ts';
import { allProviders } from '../../lib/providers/providers.ts';
import { writeProviderConfig } from './provider-config.ts';

test.each(allProviders())(
  '$name: what it suggests passes check, and its samples give what is expected',
  async (provider) => {
    const dir = writeProviderConfig([provider]);

    const { problems, sources } = await readConfiguration(dir);

    expect(
      problems.map(({ what, cure }) => `${what}\n${cure}`),
      'problems of check',
    ).toEqual([]);
    expect(sources.map(({ samplesPassed }) => samplesPassed > 0)).toEqual([true]);
  },
);
