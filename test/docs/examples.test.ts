import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { behaviourSchema, bridgeSchema } from '../../functions/core/config/bridge-schema.ts';
import { eventsSchema } from '../../functions/core/config/request-schema.ts';
import { sourceSchema } from '../../functions/core/config/source-schema.ts';
import { verifySchema } from '../../functions/core/config/verify-schema.ts';
import { readPage } from './markdown.ts';
import { readText } from './pages.ts';

const parsed = (page: string) =>
  readPage(readText(page))
    .code.filter(({ language }) => language === 'yaml')
    .map(({ text }) => parse(text));

/** What the schema says against an example. */
function complaint(schema: z.ZodType, example: unknown): string {
  const result = schema.safeParse(example);
  return result.success ? '' : z.prettifyError(result.error);
}

describe('the YAML of docs/configuration.md and docs/bridge-behaviour.md', () => {
  const [bridge, source, ...blocks] = parsed('docs/configuration.md');
  const verify = blocks.filter((block) => 'verify' in block);
  const events = blocks.filter((block) => 'events' in block);
  const [behaviour] = parsed('docs/bridge-behaviour.md');

  test('is what the schemas of the configuration take', () => {
    expect(complaint(bridgeSchema, bridge)).toBe('');
    expect(complaint(sourceSchema, source)).toBe('');
    expect(verify.map((block) => complaint(verifySchema, block.verify))).toEqual(
      verify.map(() => ''),
    );
    expect(verify.length).toBeGreaterThanOrEqual(6);
    expect(events.map((block) => complaint(eventsSchema, block.events))).toEqual(['']);
    expect(complaint(behaviourSchema, behaviour.behaviour)).toBe('');
  });

  test('has every key of bridge.yaml, and every setting of behaviour', () => {
    const keys = Object.keys(bridgeSchema.shape).filter((key) => key !== '$schema');

    expect(Object.keys(bridge).sort()).toEqual(keys.sort());
    expect(Object.keys(behaviour.behaviour)).toEqual(Object.keys(behaviourSchema.shape));
  });

  test('is refused where it has a key that does not exist', () => {
    expect(complaint(bridgeSchema, { ...bridge, alarmEmails: 'ops@example.com' })).not.toBe(
      '',
    );
    expect(complaint(sourceSchema, { ...source, provide: 'typeform' })).not.toBe('');
  });
});
