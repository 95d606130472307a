import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseEventTime } from '../../../../functions/core/event-time.ts';
import { toLanguageCode } from '../../../../functions/core/map/language-code.ts';

const document = readFileSync(
  join(import.meta.dirname, '../../../../docs/values.md'),
  'utf8',
);
/** What a cell says where a text is not read. */
const none = '–';

/** The rows of the table under a heading, without backticks. */
function rowsUnder(heading: string): string[][] {
  const section =
    document.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`|`$/g, '')),
  );
}

test.each(rowsUnder('Languages'))(
  'G9: docs/values.md: the language %s is %s',
  (text, is) => {
    expect(toLanguageCode(text) ?? none).toBe(is);
  },
);

test.each(rowsUnder('Times'))(
  'G9: docs/values.md: the time %s in the zone %s, received %s, is %s',
  (text, timeZone, received, is) => {
    const receivedAt = received === '' ? undefined : Date.parse(received);
    const time = parseEventTime(text, timeZone || 'UTC', receivedAt);

    expect(time === undefined ? none : new Date(time).toISOString()).toBe(is);
  },
);

test('the tables have rows', () => {
  expect(['Languages', 'Times'].map((heading) => rowsUnder(heading).length > 20)).toEqual([
    true,
    true,
  ]);
});
