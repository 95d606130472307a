import { test } from 'vitest';
import { measureApart } from './measure-apart.ts';
import { record } from './table.ts';

test('receive, all but the calls to AWS, beside one written by hand, and its growth', async () => {
  record(await measureApart('receive/measure.ts'));
});
