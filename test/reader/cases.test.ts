import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { volume } from '../support/volume.ts';
import { type BothWays, startBothWays } from './both-ways.ts';

const folder = join(import.meta.dirname, '../fixtures/cases');

type Fields = Record<string, unknown>;

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
  const payloads = (readJson('payloads.json') ?? []) as Fields[];
  const received = readJson('received.json') as Record<string, string> | undefined;
  return {
    source: parse(readFileSync(join(dir, 'source.yaml'), 'utf8')) as Fields,
    requests: [
      ...bodies.map((file) => ({
        ...requestOf(readFileSync(join(dir, file)), file),
        receivedAt: instantOf(received?.[file.replace(/\..*/, '')]),
      })),
      ...payloads.map((body) => requestOf(Buffer.from(JSON.stringify(body)), '.json')),
    ],
    contacts: (readJson('contacts.json') ?? [{ email: 'ada@example.com' }]) as Fields[],
    expected: readJson('expected.json') as Fields | Fields[],
    isTimed: received !== undefined,
  };
}

const instantOf = (time?: string) => (time === undefined ? undefined : Date.parse(time));

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

const idOf = (index: number) =>
  `4e36bf55-5f2a-4a1c-8d4e-${String(index).padStart(12, '0')}`;

type Told = Awaited<ReturnType<BothWays['tell']>>;

const attributesOf = ({ customAttributes = {} }: Fields) =>
  Object.entries(customAttributes as Record<string, string | string[]>);

/** The contacts that are somebody: `tell` adds one of nobody for each request. */
const people = (bridge: BothWays['bridge']): Fields[] =>
  bridge.contacts().filter(({ email, cellphone }) => email || cellphone);

const cases = readdirSync(folder);

test.each(cases.slice(0, volume(3, cases.length)))('%s', async (name) => {
  const { source, requests, contacts, expected, isTimed } = readCase(name);
  const { tell, bridge } = await start(source);
  const attributes = [expected].flat().flatMap(attributesOf);
  bridge.putAttributes(
    attributes.map(([keyName]) => ({ id: keyName, category: 'OPEN', keyName })),
  );
  for (const [index, contact] of contacts.entries())
    bridge.putContact(idOf(index), contact);

  const told: Told[] = [];
  for (const request of requests) told.push(await tell({ source: 'case', ...request }));

  const [one] = told;
  if (one === undefined) throw new Error(`${name} has no request`);
  // A preview does not know when the request was received, nor which contacts there are.
  if (!isTimed && !Array.isArray(expected) && !('contacts' in expected))
    expect(told.map(({ preview }) => preview)).toEqual(told.map(({ live }) => live));
  if (Array.isArray(expected))
    expect(told.map(({ summaries }) => summaries)).toEqual(expected.map((each) => [each]));
  else if ('contacts' in expected) expectContacts(expected, one, people(bridge));
  else if (told.length === 1) expectOne(expected, one);
  else expectAtLast(expected, people(bridge));
});

/** What the map decides: the same in the deployed functions and in `preview`. */
function expectOne(expected: Fields, { live, patches, summaries }: Told): void {
  const { customAttributes, ...summary } = expected;
  if ('status' in live) {
    expect(live.status).toBe(expected.status);
    return;
  }
  expect(live.written).toEqual('parked' in summary ? summary.patch : summary);
  expect(summaries).toEqual([expected]);
  for (const [customAttributeId, value] of attributesOf({ customAttributes }))
    expect(JSON.stringify(patches)).toContain(
      JSON.stringify({ customAttributeId, content: [value].flat().join(', ') }),
    );
}

/** The contacts that there are in the end, by their email. */
function expectAtLast(expected: Fields, all: Fields[]): void {
  const byEmail = Object.fromEntries(all.map((contact) => [contact.email, contact]));
  expect(byEmail).toMatchObject(expected);
}

/** A number of contacts, or all there are; and what is said of the value that did not fit. */
function expectContacts({ contacts, detail }: Fields, told: Told, all: Fields[]): void {
  if (Array.isArray(contacts)) expect(all).toMatchObject(contacts);
  else expect(all).toHaveLength(Number(contacts));
  if (detail !== undefined) expect(told.summaries).toMatchObject([{ detail }]);
}
