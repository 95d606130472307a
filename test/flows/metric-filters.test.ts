import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { assemblyOf } from '../support/assembly.ts';
import { fieldOf, type LogLine, readFilterPattern } from '../support/filter-pattern.ts';
import { type Flow, flowConfig, startFlow } from '../support/flow.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

/** A filter as the template has it. */
interface Filter {
  metric: string;
  pattern: string;
  value: string;
  /** The beginning of the logical id of its log group. */
  log: string;
}

const logs = ['HooksAccessLog', 'Receive', 'Deliver', 'Watch'] as const;
type Log = (typeof logs)[number];

const day = Date.UTC(2026, 0, 1, 12);
const contact = '4e362e2b-67b2-4a7e-a9df-000000000001';
let filters: Filter[];
const lines: Record<Log, LogLine[]> = {
  HooksAccessLog: [],
  Receive: [],
  Deliver: [],
  Watch: [],
};

/** The flows' configuration, with a source that has no key and one that names its types. */
function richConfig(): string {
  const dir = temporaryDir('filters');
  cpSync(flowConfig, dir, { recursive: true });
  const pack = join(dir, 'sources/pack.yaml');
  const types = '  type: kind\n  knownTypes:\n    - changed\n    - viewed\n';
  writeFileSync(
    pack,
    readFileSync(pack, 'utf8').replace('  transform:', `${types}  transform:`),
  );
  for (const part of ['.yaml', '.samples'])
    cpSync(join(dir, `sources/plain-form${part}`), join(dir, `sources/no-key${part}`), {
      recursive: true,
    });
  return dir;
}

async function readTemplate(configDir: string): Promise<Resource[]> {
  const assembly = await assemblyOf(configDir);
  const [file = ''] = globSync('*.template.json', { cwd: assembly });
  const { Resources } = JSON.parse(readFileSync(join(assembly, file), 'utf8'));
  return Object.values(Resources);
}

const ofType = (resources: Resource[], type: string) =>
  resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);

function toFilter(properties: Record<string, unknown>): Filter {
  const [transformation] = properties.MetricTransformations as Record<string, string>[];
  const { Ref: log } = properties.LogGroupName as { Ref: string };
  return {
    metric: transformation?.MetricName ?? '',
    pattern: String(properties.FilterPattern),
    value: transformation?.MetricValue ?? '',
    log,
  };
}

/** Lines as API Gateway writes them: the format of the template, with values put in as texts. */
function accessLines(resources: Resource[]): LogLine[] {
  const [stage = {}] = ofType(resources, 'AWS::ApiGatewayV2::Stage');
  const { Format } = stage.AccessLogSettings as { Format: string };
  const line = (context: Record<string, string>) =>
    JSON.parse(Format.replaceAll(/\$context\.(\w+)/g, (_, name) => context[name] ?? '-'));
  return [
    line({ status: '200', integrationStatus: '200', path: '/hooks/crm' }),
    // Receive refuses a signature of HubSpot.
    line({ status: '429', integrationStatus: '200', path: '/hooks/hubspot-workflow' }),
    line({ status: '404', path: '/nothing' }),
    line({ status: '429', path: '/hooks/crm' }),
  ];
}

const crm = (id: string, data: object) => ({
  source: 'crm',
  id,
  body: { timestamp: new Date(day).toISOString(), data },
});
const pack = (id: string, ...events: object[]) => ({
  source: 'pack',
  id,
  body: { events },
});
const changed = { kind: 'changed', bridgeId: contact, name: 'first', value: 'Ada' };

/** People answer a question; with the last, a minute later, what was counted is written. */
async function answer(flow: Flow, question: string, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, index) => ({
    ...changed,
    id: `${question}${index}`,
    at: day,
    name: question,
    value: `+34 600 000 ${100 + index}`,
  }));
  for (const part of [events.slice(0, 1), events.slice(1, -1), events.slice(-1)]) {
    await flow.post(pack(`${question}${part.length}${part[0]?.id}`, ...part));
    await flow.app.quiet();
    flow.clock.advanceTo(flow.clock.now() + 61_000);
  }
}

/** Whatever a line is written about. */
async function makeLines(flow: Flow): Promise<void> {
  flow.bridge.putContact(contact, {});
  await answer(flow, 'phone', 25);
  flow.clock.advanceTo(day + 3_600_000);
  await answer(flow, 'telephone', 32);
  await flow.post({ ...crm('refused', {}), key: 'whsec_ZmFrZS13cm9uZy1rZXktZmFrZQ==' });
  await flow.post({ source: 'nobody', body: '{}' });
  await flow.post({ source: 'no-key', body: 'fields=1', isUnsigned: true });
  await flow.post(crm('large', { first: 'a'.repeat(300_000) }));
  await flow.post(pack('many', ...Array(2_001).fill({ kind: 'viewed' })));
  await flow.post(pack('types', { ...changed, id: 'a', at: day }, { kind: 'moved' }));
  await flow.post(pack('times', { ...changed, id: 'b', at: 'some day' }));
  await flow.post(crm('language', { bridgeId: contact, language: 'Klingon' }));
  await flow.post(crm('nobody', { first: 'Ada' }));
  await flow.app.settle({ maxVirtualMs: 60_000 });
  flow.bridge.setApiKeys(['fake-new-key']);
  await flow.post(crm('key', { bridgeId: contact, last: 'Bea' }));
  await flow.app.settle({ maxVirtualMs: 6 * 60_000 });
}

beforeAll(async () => {
  const configDir = richConfig();
  const resources = await readTemplate(configDir);
  filters = ofType(resources, 'AWS::Logs::MetricFilter').map(toFilter);
  lines.HooksAccessLog = accessLines(resources);
});

test('every line that a filter is made for is written by a flow', async () => {
  const flow = await startFlow({ configDir: richConfig(), schedules: true });
  await makeLines(flow);
  for (const log of ['Receive', 'Deliver', 'Watch'] as const)
    lines[log] = flow.logsOf(log);

  for (const log of logs) expect(lines[log].length).toBeGreaterThan(1);
});

const has =
  (field: string, ...values: unknown[]) =>
  (line: LogLine) =>
    values.includes(line[field]);

/** What each metric is made of, said in another way than its filter. */
const meanings: Record<string, { log: Log; isMeant: (line: LogLine) => boolean }> = {
  ParkedEvents: { log: 'Deliver', isMeant: has('outcome', 'parked') },
  DeliveredEvents: { log: 'Deliver', isMeant: has('outcome', 'delivered') },
  TooLargeEvents: { log: 'Receive', isMeant: has('reason', 'event-too-large') },
  TooLargeRequests: {
    log: 'Receive',
    isMeant: has('reason', 'body-too-large', 'too-many-events', 'too-much-work'),
  },
  UnknownTypeEvents: { log: 'Receive', isMeant: has('message', 'event types unknown') },
  UnreadableTimes: { log: 'Receive', isMeant: has('message', 'event times unreadable') },
  UnknownLanguages: {
    log: 'Deliver',
    isMeant: ({ skipped }) => String(skipped).endsWith('unknown-language'),
  },
  MissingSigningKeys: {
    log: 'Receive',
    isMeant: ({ status, source }) => status === 503 && source === 'no-key',
  },
  RejectedBridgeKeys: { log: 'Deliver', isMeant: has('reason', 'key-rejected') },
  ThrottledRequests: {
    log: 'HooksAccessLog',
    isMeant: ({ status, path, integrationStatus }) =>
      status === '429' && path === '/hooks/crm' && integrationStatus === '-',
  },
  HoldSeconds: { log: 'Watch', isMeant: has('workspace', 'main') },
  WaitingMessages: { log: 'Watch', isMeant: has('workspace', 'main') },
  LongestWait: {
    log: 'Deliver',
    isMeant: ({ retryAfterSeconds }) => retryAfterSeconds !== undefined,
  },
  ParkedNow: { log: 'Watch', isMeant: has('message', 'parked events counted') },
  OldestParked: {
    log: 'Watch',
    isMeant: ({ oldestSeconds }) => oldestSeconds !== undefined,
  },
  CompleteWatches: { log: 'Watch', isMeant: has('message', 'watch complete') },
  DriftingFields: { log: 'Watch', isMeant: has('message', 'field drifts') },
};

test('every filter of the template has a meaning here, and every meaning a filter', () => {
  expect(filters.map(({ metric }) => metric).sort()).toEqual(Object.keys(meanings).sort());
});

/** The lines that a filter counts, and what each counts for. */
function counted({ pattern, value }: Pick<Filter, 'pattern' | 'value'>, log: LogLine[]) {
  const matches = readFilterPattern(pattern);
  return log.filter(matches).map((line) => {
    const [, field] = /^\$\.(.+)$/.exec(value) ?? [];
    return { line, counts: field === undefined ? Number(value) : fieldOf(line, field) };
  });
}

describe.each(Object.entries(meanings))('the filter of %s', (metric, { log, isMeant }) => {
  const filter = (): Filter => {
    const found = filters.find((one) => one.metric === metric);
    if (found === undefined) throw new Error(`the template has no metric ${metric}`);
    return found;
  };

  test('counts the lines that are meant, some but not all of its log, as numbers', () => {
    const found = counted(filter(), lines[log]);

    expect(filter().log).toMatch(new RegExp(`^${log}`));
    expect(found.map(({ line }) => line)).toEqual(lines[log].filter(isMeant));
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(lines[log].length);
    for (const { counts } of found) expect(counts).toEqual(expect.any(Number));
  });

  test('with any field misspelt would not', () => {
    const { pattern, value } = filter();
    const fields = [...pattern.matchAll(/\$\.\w+/g)].map(([field]) => field);

    for (const field of new Set(fields)) {
      const misspelt = pattern.replaceAll(field, `${field}s`);
      expect(counted({ pattern: misspelt, value }, lines[log])).not.toEqual(
        counted(filter(), lines[log]),
      );
    }
    if (value.startsWith('$.')) {
      const [first] = counted({ pattern, value: `${value}s` }, lines[log]);
      expect(first?.counts).toBeUndefined();
    }
  });
});
