import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { LocalInstance } from './local-instance.ts';
import { waitForRow } from './on-the-page.ts';

/**
 * Bridge refuses the next PATCH for good, so its event is parked: the sign-up of the samples, under
 * an id of its own. Comes back once a page of the console shows it.
 */
export async function parkEvent(
  instance: LocalInstance,
  page: Page,
  id: string,
): Promise<void> {
  await fetch(`${instance.bridgeUrl}/_simulator/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status: 422, method: 'PATCH', times: 1 }),
  });
  const sample = 'config/sources/typeform-signup.samples/signup.json';
  const body = readFileSync(join(instance.dir, sample), 'utf8');
  const file = join(instance.dir, `${id}.json`);
  writeFileSync(file, body.replace(/"event_id": ?"[^"]+"/, `"event_id":"${id}"`));
  await instance.bridgehook('send', 'typeform-signup', file);
  await waitForRow(page, /parked/);
  await fetch(`${instance.bridgeUrl}/_simulator/faults`, { method: 'DELETE' });
}
