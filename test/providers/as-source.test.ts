import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseDocument, visit } from 'yaml';
import { readConfiguration } from '../../lib/config/configuration.ts';
import {
  allProviders,
  type Provider,
  providerFile,
} from '../../lib/providers/providers.ts';
import { writeProviderConfig } from './provider-config.ts';

const documentOf = ({ name }: Provider) =>
  parseDocument(readFileSync(providerFile(name), 'utf8'));

/** All that the provider's file says, as a source that names no provider. */
function writtenOut(provider: Provider): string {
  const document = documentOf(provider);
  document.delete('page');
  document.delete('about');
  document.set('workspace', 'main');
  return document.toString();
}

test.each(allProviders())(
  '$name says nothing that a source could not say: written out as one, it is the same source, with the same outcomes',
  async (provider) => {
    const named = await readConfiguration(writeProviderConfig([provider]));
    const written = await readConfiguration(writeProviderConfig([provider], writtenOut));

    expect(written.problems).toEqual([]);
    expect(written.sources.map(({ source }) => source)).toEqual(
      named.sources.map(({ source }) => source),
    );
    expect(written.sources.map(({ samplesPassed }) => samplesPassed)).toEqual(
      named.sources.map(({ samplesPassed }) => samplesPassed),
    );
  },
);

test.each(allProviders())(
  '$name is data, and opens with a page that defines what it sends',
  (provider) => {
    const document = documentOf(provider);
    let tags = 0;
    visit(document, {
      Node: (_, node) => {
        if (node.tag !== undefined || ('anchor' in node && node.anchor)) tags += 1;
      },
    });

    expect(tags).toBe(0);
    expect(Object.keys(document.toJS())[0]).toBe('page');
    expect(provider.page).toMatch(/^https:\/\//);
  },
);

test('a source that differs from what its provider says is noticed', async () => {
  const [provider] = allProviders();
  if (provider === undefined) throw new Error('There is no provider.');
  const named = await readConfiguration(writeProviderConfig([provider]));

  const other = await readConfiguration(
    writeProviderConfig([provider], (one) => `${writtenOut(one)}methods: [PUT]\n`),
  );

  expect(other.sources[0]?.source).not.toEqual(named.sources[0]?.source);
});
