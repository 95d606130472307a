import { expect, test } from 'vitest';
import type { FieldReason } from '../../../../functions/core/reasons/field-reason.ts';
import { logEnding } from '../../../../functions/edges/log/deliver-log.ts';
import type { LogFields } from '../../../../functions/edges/log/log.ts';
import { buildEvent, buildMessage } from '../../../support/build-source.ts';

test('the line of an event says which field was left out, in the words that the metric counts', () => {
  const lines: LogFields[] = [];
  const event = buildEvent({ id: 'e1', body: { lang: 'canary' } });
  const skipped = 'languageCode: unknown-language';

  logEnding((_, fields) => lines.push(fields), buildMessage([event]), {
    event,
    outcome: { kind: 'delivered' },
    reasons: [
      { field: 'firstName', said: { kind: 'set' }, decided: 'sent' },
      { field: 'email', said: { kind: 'set' }, decided: 'stale' },
      { field: 'languageCode', said: { kind: 'skip', because: 'unknown-language' } },
    ],
  });

  expect(lines).toMatchObject([
    {
      message: 'event settled',
      outcome: 'delivered',
      sent: 'firstName',
      stale: 'email',
      skipped,
    },
  ]);
  expect(JSON.stringify(lines)).not.toContain('canary');
});

test('the line of an event names its fields in one text, attributes together', () => {
  const lines: LogFields[] = [];
  const event = buildEvent({ id: 'e1', body: {} });
  const outcome = { kind: 'delivered' as const };
  const sent = (field: string): FieldReason => ({ field, decided: 'sent' });
  const withAttributes = [
    sent('email'),
    sent('customAttributes.Plan'),
    sent('owner'),
    sent('customAttributes.Lead source'),
    { field: 'customAttributes.City', decided: 'stale' as const },
  ];

  for (const reasons of [withAttributes, [sent('email'), sent('firstName')]])
    logEnding((_, fields) => lines.push(fields), buildMessage([event]), {
      event,
      outcome,
      reasons,
    });

  expect(lines.map((line) => [line.sent, line.stale])).toEqual([
    ['email, owner, customAttributes (Plan, Lead source)', 'customAttributes (City)'],
    ['email, firstName', undefined],
  ]);
});
