import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { notePresetEvents } from '../../../../functions/core/check/preset-events.ts';
import { sourceSchema } from '../../../../functions/core/config/source-schema.ts';
import { findProvider, providerNames } from '../../../../lib/providers/providers.ts';

function noted(provider: string, events: object | undefined): [string, string][] {
  const file = {
    provider,
    workspace: 'main',
    contact: { match: ['email'] },
    map: {},
    events,
  };
  const source = sourceSchema.parse(file);
  return notePresetEvents(source, findProvider(provider)).map(({ what, cure }) => [
    what,
    cure,
  ]);
}

test.each([
  ['typeform', { filter: 'a' }, 'type, knownTypes, id, time'],
  [
    'hubspot-events',
    { filter: 'a', id: ['b'] },
    'split, type, knownTypes, content, time, transform',
  ],
  [
    'hubspot-events',
    { split: '$', filter: 'a', type: 'b', knownTypes: ['c'], id: ['d'], time: 'e' },
    'content, transform',
  ],
  ['standard-webhooks', { timeZone: 'Europe/Madrid' }, 'id, time'],
])('a block of its own over that of %s, %j, loses %s', (provider, events, keys) => {
  expect(noted(provider, events)).toEqual([
    [
      `replaces the block of ${provider} whole, also its ${keys}`,
      `copy those you want to keep from functions/providers/${provider}.yaml`,
    ],
  ]);
});

test('nothing is lost without a block, or by one that has every key of the preset', () => {
  const { events } = findProvider('typeform') ?? {};

  expect(noted('typeform', undefined)).toEqual([]);
  expect(noted('typeform', { ...events, content: 'x' })).toEqual([]);
});

test('every preset stands in the file that is named', () => {
  for (const provider of providerNames)
    expect(existsSync(`functions/providers/${provider}.yaml`)).toBe(true);
});
