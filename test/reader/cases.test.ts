import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { volume } from '../support/volume.ts';
import { type BothWays, startBothWays } from './both-ways.ts';

const folder = join(import.meta.dirname, '../fixtures/cases');

/** A case of another product's bug report: a source, requests, and what has to come out. */
function readCase(name: string) {
  const dir = join(folder, name);
  const bodies = readdirSync(dir).filter((file) =>
    /^(payload|\d+)\.(json|http|bin)$/.test(file),
  );
  const readJson = (file: string): unknown =>
    readdirSync(dir).includes(file)
      ? JSON.parse(readFileSync(join(dir, file), 'utf8'))
      : undefined;
  return {
    source: parse(readFileSync(join(dir, 'source.yaml'), 'utf8')) as Record<string, unknown>,
    requests: bodies.map((file) => requestOf(readFileSync(join(dir, file)), file)),
    contacts: (readJson('contacts.json') ?? [{ email: 'ada@example.com' }]) as Record<
      string,
      unknown
    >[],
    expected: readJson('expected.json') as Record<string, unknown>,
  };
}

function requestOf(bytes: Buffer, file: string) {
  if (!file.endsWith('.http'))
    return {
      headers: [['content-type', 'application/json']] as [string, string][],
      body: bytes,
    };
  const [head = '', body = ''] = bytes.toString('latin1').split(/\r?\n\r?\n/);
  const headers = head
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(': ', 2) as [string, string]);
  return { headers, body: Buffer.from(body, 'latin1') };
}

async function start(source: object): Promise<BothWays> {
  const ways = await startBothWays({ case: source });
  onTestFinished(ways.stop);
  return ways;
}

const idOf = (index: number) => `4e36bf55-5f2a-4a1c-8d4e-${String(index).padStart(12, '0')}`;

const cases = readdirSync(folder);

test.each(cases.slice(0, volume(3, cases.length)))('%s', async (name) => {
  const { source, requests, contacts, expected } = readCase(name);
  const { customAttributes = {}, ...scalars } = expected;
  const attributes = Object.entries(customAttributes as Record<string, string | string[]>);
  const { tell, bridge } = await start(source);
  bridge.putAttributes(
    attributes.map(([keyName]) => ({ id: keyName, category: 'OPEN', keyName })),
  );
  for (const [index, contact] of contacts.entries()) bridge.putContact(idOf(index), contact);

  for (const request of requests) {
    const { live, preview, patches, summaries } = await tell({ source: 'case', ...request });

    expect(preview).toEqual(live);
    if ('status' in live) expect(live.status).toBe(expected.status);
    else if (requests.length === 1) {
      expect(live.written).toEqual(scalars);
      expect(summaries).toEqual([expected]);
      for (const [customAttributeId, value] of attributes)
        expect(JSON.stringify(patches)).toContain(
          JSON.stringify({ customAttributeId, content: [value].flat().join(', ') }),
        );
    }
  }
  const atLast = bridge.contacts().map((contact) => [contact.email, contact]);
  if (requests.length > 1) expect(Object.fromEntries(atLast)).toMatchObject(expected);
});
