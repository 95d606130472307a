import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compilePlan } from '../../../functions/core/expression/closures.ts';
import { plansOf } from '../../../lib/config/plans.ts';
import { loadSettings } from '../../../lib/config/settings.ts';
import { buildSource, scopeFor } from '../../support/build-source.ts';

test('every expression of the example configuration has a plan, so none loads JSONata', async () => {
  const { deployed } = await loadSettings('config');

  const texts = Object.values(deployed.sources).flatMap(({ map, events }) => [
    ...(events.id ?? []),
    ...[events.filter, events.time, events.type].filter((text) => text !== undefined),
    ...Object.values(map).filter((entry) => typeof entry === 'string'),
  ]);
  expect(texts.length).toBeGreaterThan(20);
  expect(texts.filter((text) => !Object.hasOwn(deployed.plans, text))).toEqual([]);
});

test('a plan that was written and read again gives the value that a sample expects', () => {
  const text = 'form_response.answers[field.ref="topics"].choices.labels';
  const file = join('config/sources/typeform-signup.samples/every-question.json');
  const event: unknown = JSON.parse(readFileSync(file, 'utf8'));

  const { [text]: plan } = plansOf([
    buildSource({ map: { email: 'email', owner: text } }),
  ]);

  expect(plan && compilePlan(JSON.parse(JSON.stringify(plan)))(scopeFor(event))).toEqual([
    'Product news',
    'Events',
  ]);
});

test('what runs on JSONata has none, and neither has the path of a split', () => {
  const source = buildSource({
    events: { split: 'items', time: '$toMillis(at)', id: ['constructor', '__proto__'] },
  });

  expect(Object.keys(plansOf([source])).sort()).toEqual([
    '__proto__',
    'constructor',
    'email',
  ]);
});
