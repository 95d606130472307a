import { test } from 'vitest';
import { startMeteredFlow } from '../support/metered-flow.ts';
import { tableOf } from './cost-table.ts';
import { costConfig, measureCosts } from './measure-costs.ts';

test('what an event costs', async () => {
  const rows = await measureCosts(await startMeteredFlow({ configDir: costConfig() }));
  process.stdout.write(`${tableOf(rows)}\n`);
});
