import { expect, test } from 'vitest';
import { logEnding } from '../../../../functions/edges/log/deliver-log.ts';
import type { LogFields } from '../../../../functions/edges/log/log.ts';
import { buildEvent, buildMessage } from '../../../support/build-source.ts';

test('the line of an event says which field was left out, in the words that the metric counts', () => {
  const lines: LogFields[] = [];
  const event = buildEvent({ id: 'e1', body: { lang: 'canary' } });
  const skipped = 'languageCode: unknown-language';

  for (const ending of [{ event, outcome: { kind: 'delivered' as const }, skipped }])
    logEnding((_, fields) => lines.push(fields), buildMessage([event]), ending);

  expect(lines).toMatchObject([
    { message: 'event settled', outcome: 'delivered', skipped },
  ]);
  expect(JSON.stringify(lines)).not.toContain('canary');
});

test('the line of an event names its fields in one text, attributes together', () => {
  const lines: LogFields[] = [];
  const event = buildEvent({ id: 'e1', body: {} });
  const outcome = { kind: 'delivered' as const };
  const sent = ['email', 'customAttributes.Plan', 'owner', 'customAttributes.Lead source'];

  for (const ending of [
    { event, outcome, sent, stale: ['customAttributes.City'] },
    { event, outcome, sent: ['email', 'firstName'], stale: [] },
  ])
    logEnding((_, fields) => lines.push(fields), buildMessage([event]), ending);

  expect(lines.map((line) => [line.sent, line.stale])).toEqual([
    ['email, owner, customAttributes (Plan, Lead source)', 'customAttributes (City)'],
    ['email, firstName', undefined],
  ]);
});
