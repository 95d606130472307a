import { expect, test } from 'vitest';
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
      sent: ['firstName'],
      stale: ['email'],
      skipped,
    },
  ]);
  expect(JSON.stringify(lines)).not.toContain('canary');
});
