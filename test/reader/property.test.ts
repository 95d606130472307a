import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Substitute } from '../support/deployed-bundle.ts';
import { volume } from '../support/volume.ts';
import { type BothWays, startBothWays } from './both-ways.ts';
import { requests } from './requests.ts';

const events = { id: ['id', '$query.contact'], time: 'at' };
const map = { firstName: { from: 'first', whenEmpty: 'clear' }, lastName: 'last' };
const sources = {
  json: { body: 'json', events, map: { ...map, lastName: 'last ? last : $query.Utm' } },
  list: { body: 'json', events: { ...events, split: '$' }, map },
  form: { body: 'form', events, map: { ...map, email: '$join(tags, " ")' } },
};

async function withBothWays<T>(
  use: (ways: BothWays) => Promise<T>,
  substitute?: Substitute,
): Promise<T> {
  const ways = await startBothWays(sources, substitute);
  try {
    return await use(ways);
  } finally {
    await ways.stop();
  }
}

/** Whether both say the same of random requests; the counts of what they were. */
async function compare(ways: BothWays, numRuns: number, seed: number) {
  const counts = { taken: 0, refused: 0, events: 0, written: 0 };
  const property = fc.asyncProperty(requests, async (posted) => {
    const { live, preview } = await ways.tell(posted);
    if ('status' in live) counts.refused += 1;
    else {
      counts.taken += 1;
      counts.events += live.events.length;
      counts.written += Object.keys(live.written).length;
    }
    expect(preview).toEqual(live);
    if ('status' in live)
      expect(live.status).toSatisfy((status) => [400, 413, 415].includes(status));
  });
  const report = await fc.check(property, { numRuns, seed, endOnFailure: true });
  return { report, counts };
}

test('G2, G3: preview and the deployed functions agree on events, ids, times and patches', async () => {
  const { report, counts } = await withBothWays((ways) =>
    compare(ways, volume(40, 2_000), 20_260_101),
  );

  expect(fc.defaultReportMessage(report) ?? '').toBe('');
  expect(counts.taken).toBeGreaterThan(10);
  expect(counts.refused).toBeGreaterThan(10);
  expect(counts.events).toBeGreaterThan(10);
  expect(counts.written).toBeGreaterThan(10);
});

/** What receive did before there was one reader, piece by piece. */
const old: Record<string, Substitute> = {
  'a parser that rounds': {
    module: 'functions/core/json-numbers.ts',
    text: 'export const quoteLargeNumbers = (json: string) => json;',
  },
  'bytes that are replaced': {
    module: 'functions/core/body/decode-text.ts',
    text: `export const textReaderOf = () => ({
      charset: 'utf-8',
      read: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
    });`,
  },
  'bodies that stay compressed': {
    module: 'functions/core/body/inflate-body.ts',
    text: 'export const inflateBody = (body: Buffer) => body;',
  },
  'a query in lower case': {
    module: 'functions/core/receive/read-query.ts',
    text: `export const readQuery = (query: string) =>
      Object.fromEntries(new URLSearchParams(query.toLowerCase()));`,
  },
};

test.each(Object.entries(old).slice(0, volume(1, 4)))(
  'it notices %s',
  async (_, substitute) => {
    const { report } = await withBothWays((ways) => compare(ways, 400, 7), substitute);

    expect(report.failed).toBe(true);
  },
);
