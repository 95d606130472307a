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
