import { test } from 'vitest';
import { measureApart } from './measure-apart.ts';
import { record } from './table.ts';

test('a map of 14 fields, beside what maps elsewhere, and its growth', async () => {
  record(await measureApart('map/measure.ts'));
});
