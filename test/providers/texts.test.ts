import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  allProviders,
  type Provider,
  providerFile,
} from '../../lib/providers/providers.ts';
import { keyFormOf } from '../../local/keys/key-form.ts';

const providers = allProviders();
const textOf = ({ name }: Provider) => readFileSync(providerFile(name), 'utf8');
const adviceOf = ({ about }: Provider) => [
  about.instead ?? '',
  ...about.setup,
  ...(about.watch ?? []),
  ...(about.cannot ?? []).flatMap(({ what, instead }) => [what, instead]),
];

describe('the key in the URL', () => {
  test.each(providers)('$name: nobody is told to append what `url` has', (provider) => {
    for (const text of adviceOf(provider)) expect(text).not.toMatch(/[?&]secret=/);
  });

  const inUrl = providers.filter(
    ({ verify }) => verify.kind === 'sharedSecret' && verify.in === 'query',
  );
  test.each(inUrl)(
    '$name: its setup names the command that prints the URL',
    ({ about }) => {
      const steps = about.setup.filter((step) =>
        step.includes('npx bridgehook url <source>'),
      );

      expect(steps).toHaveLength(1);
      expect(steps[0]).toMatch(/the key in it/);
    },
  );
});

test.each(providers)('$name: a key is made as `add` says', (provider) => {
  const { keyEncoding } = keyFormOf(provider.verify);
  const way = keyEncoding === 'base64' ? '-base64 32' : '-hex 24';
  for (const [hint] of textOf(provider).matchAll(/openssl rand [^`\n]*/g))
    expect(hint).toBe(`openssl rand ${way}`);
});

/** Lines of the map that name what only the user's form has, so that each has to be changed. */
const isMarked = (provider: Provider) => /# yours$/m.test(textOf(provider));

test.each(providers)(
  '$name: lines that have to be changed are marked, and the mark is explained',
  (provider) => {
    const explained = (provider.about.watch ?? []).filter((text) =>
      text.includes('# yours'),
    );

    expect(explained).toHaveLength(isMarked(provider) ? 1 : 0);
  },
);

test('every form whose fields have names of its own is marked', () => {
  const marked = providers.filter(isMarked).map(({ name }) => name);

  expect(marked).toEqual([
    'activecampaign-automation',
    'elementor',
    'formstack',
    'google-ads',
    'google-forms',
    'gravity-forms',
    'jotform',
    'tally',
    'typeform',
    'webflow',
    'wufoo',
  ]);
});

/** What we define ourselves can be documented as not there; a vendor's silence cannot. */
const ours = ['generic', 'google-forms'];
test.each(providers.filter(({ name }) => !ours.includes(name)))(
  '$name: that it has no handshake, no merges or no deletions is at most recalled',
  ({ about }) => {
    const { handshake, merges, deletions } = about.facts;
    for (const fact of [handshake, merges, deletions])
      expect(fact.documented ?? '').not.toMatch(/^None/);
  },
);
