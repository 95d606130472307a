import { describe, expect, it } from 'vitest';
import { bridgeViewSchema } from '../../local/console/api/bridge.ts';
import { parkedSchema, planSchema, sentSchema } from '../../local/console/api/parked.ts';
import {
  mapViewSchema,
  sourcesSchema,
  sourceViewSchema,
} from '../../local/console/api/sources.ts';
import { fakeOperations } from './fake-operations.ts';
import { fakeTabs } from './fake-tabs.ts';

describe('made-up answers', () => {
  it('are as the schemas of the API say', async () => {
    const fake = fakeOperations();
    const { digest } = await fake.plan(['Ns8H_k_eTqPb'], true);

    expect(await fake.parked()).toEqual(parkedSchema.parse(await fake.parked()));
    expect(planSchema.safeParse(await fake.plan(['Ns8H_k_eTqPb'], true)).success).toBe(
      true,
    );
    expect(sourcesSchema.safeParse(await fake.sources()).success).toBe(true);
    expect(sourceViewSchema.safeParse(await fake.source('website-form')).success).toBe(
      true,
    );
    expect(mapViewSchema.safeParse(await fake.map('a', 'b')).success).toBe(true);
    expect(bridgeViewSchema.safeParse(await fake.bridge?.view()).success).toBe(true);
    expect(sentSchema.safeParse(await fake.send(['Ns8H_k_eTqPb'], digest)).success).toBe(
      true,
    );
  });

  it('send nothing for a plan that does not hold any more', async () => {
    const fake = fakeTabs();
    const before = await fake.plan(['Ns8H_k_eTqPb'], true);
    fake.editBridge();

    const { sent, plan } = await fake.send(before.ids, before.digest);

    expect(sent).toBe(false);
    expect(plan?.digest).not.toBe(before.digest);
    expect(fake.sent).toEqual([]);
  });

  it('hold no value of a plan before it is asked for, where values are masked', async () => {
    const { plan } = fakeTabs(Date.now(), true);
    const ids = ['Ns8H_k_eTqPb', 'b'];

    expect(JSON.stringify(await plan(ids, false))).not.toContain('+34600000000');
    expect(JSON.stringify(await plan(ids, true))).toContain('+34600000000');
  });
});
