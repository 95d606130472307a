import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  runSample,
  type SampleSummary,
} from '../../../functions/core/check/run-sample.ts';
import { readConfiguration } from '../../../lib/config/configuration.ts';
import {
  readSaved,
  type SavedRequest,
} from '../../../lib/config/samples/saved-request.ts';
import { type Proposal, proposeSource } from '../../../local/propose/propose-source.ts';
import { redactRequest } from '../../../local/start/recording/redact-request.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const payloads = join(fixtures, 'providers/payloads');

const lucia = {
  firstName: 'Lucía',
  lastName: 'Martín',
  email: 'lucia.martin@example.com',
  cellphone: '+34600111222',
};
const spanish = { ...lucia, languageCode: 'ES' };
const { lastName: _lastName, ...oneName } = lucia;

/** What the proposed source makes of each payload that holds something of a person. */
const expected: Record<string, object[]> = {
  'hubspot-contact.propertyChange': [
    { firstName: 'Lucía' },
    { cellphone: '+34600111222' },
    { ignored: 'nothing-to-send' },
    { ignored: 'nothing-to-send' },
  ],
  'hubspot-workflow-webhook': [spanish],
  'salesforce-outbound-message.contact': [
    { ...lucia, lastName: 'Martín & Co' },
    { firstName: 'John', lastName: 'Doe' },
  ],
  'salesforce-flow-http-callout.contact': [lucia],
  'pipedrive-v2.change.person': [lucia],
  'pipedrive-v1.updated.person': [lucia],
  'zoho-workflow-webhook.contact': [lucia],
  'activecampaign-webhook.update': [lucia],
  'activecampaign-automation': [spanish],
  'gohighlevel-ContactUpdate': [lucia],
  'close-contact.updated': [lucia],
  'monday-update_column_value': [
    { firstName: 'Lucía', lastName: 'Martín', cellphone: '+34600111222' },
  ],
  'intercom-contact.user.updated': [spanish],
  'zendesk-user.created': [{ email: 'lucia.martin@example.com' }],
  'typeform-form_response': [{ ...oneName, languageCode: 'ES' }],
  'jotform-submission': [spanish],
  'tally-FORM_RESPONSE': [oneName],
  'google-forms-apps-script.submit': [spanish],
  'google-ads-lead': [spanish],
  'webflow-form_submission': [lucia],
  'wufoo-entry': [lucia],
  'formstack-submission': [spanish],
  'gravityforms-entry': [lucia],
  'elementor-form.simple': [lucia],
  'elementor-form.advanced': [oneName],
  'shopify-customers.update': [lucia],
  'stripe-customer.updated': [spanish],
  'mailchimp-profile': [lucia],
  'mailchimp-upemail': [{ email: 'lucia.nueva@example.com' }],
  'segment-identify': [spanish],
  'segment-identify.batch': [
    spanish,
    { firstName: 'John', email: 'john.doe@example.com', languageCode: 'ES' },
  ],
  'zapier-generic': [spanish],
  'standard-webhooks-contact.updated': [lucia],
};

/** The twelve invented senders; what they say beyond the usual fields is not looked for. */
const invented: Record<string, object[]> = {
  'crm-automation': [{ firstName: 'Eva', lastName: 'Sol', email: 'eva@example.com' }],
  'fitness-club': [
    {
      firstName: 'Iker',
      lastName: 'Pérez & Co',
      email: 'iker@example.com',
      cellphone: '+34600555777',
    },
    { firstName: 'Mar', lastName: 'Vega', email: 'mar@example.com' },
  ],
  'landing-page': [
    {
      firstName: 'Lucía',
      lastName: 'Martín',
      email: 'lucia.m@example.com',
      cellphone: '+34600111304',
    },
  ],
  'mail-events': [{ email: 'abel@example.com' }],
  messages: [{ firstName: 'Leo', cellphone: '+34600111305' }],
  newsletter: [
    { firstName: 'Teo', lastName: 'Mas', email: 'teo@example.com' },
    { firstName: 'Uma', lastName: 'Gil', email: 'uma@example.com' },
  ],
  'old-forms': [
    {
      firstName: 'Grace',
      lastName: 'Hopper',
      email: 'grace@example.com',
      cellphone: '+12025550144',
    },
  ],
  scheduling: [
    {
      firstName: 'Noa',
      lastName: 'Ruiz',
      email: 'noa.ruiz@example.com',
      cellphone: '+34600111301',
    },
  ],
  shop: [
    {
      firstName: 'Bob',
      lastName: 'Norman',
      email: 'bob.norman@example.com',
      languageCode: 'EN',
      cellphone: '+12025550143',
    },
  ],
  survey: [
    {
      firstName: 'Ada',
      lastName: 'Byron',
      email: 'ada@example.com',
      cellphone: '+34600333444',
    },
  ],
  'video-calls': [
    { firstName: 'Iria', lastName: 'Souto', email: 'iria.souto@example.com' },
  ],
  'work-boards': [{ firstName: 'Ana', lastName: 'de la Torre', email: 'ana@example.com' }],
};

/** Where the sample says no country. */
const countries: Record<string, string> = {
  'wufoo-entry': 'ES',
  'landing-page': 'ES',
  'old-forms': 'US',
};

async function recorded(name: string): Promise<SavedRequest> {
  const file = readdirSync(payloads).find((each) => each.replace(/\.\w+$/, '') === name);
  const headers = Object.entries<string>(
    JSON.parse(readFileSync(join(fixtures, `providers/headers/${name}.json`), 'utf8')),
  ).map(([header, value]) => [header.toLowerCase(), value]);
  return record({
    method: 'POST',
    path: `/hooks/${name}`,
    headers: Object.fromEntries(headers),
    query: name.startsWith('mailchimp') ? 'key=fake-key-in-url' : '',
    body: readFileSync(join(payloads, file ?? name)),
  });
}

/**
 * As `start --record` keeps a request of a sender that nobody knows. Of a URL it keeps no values,
 * so a sender without a body is recorded by a source.
 */
async function record(request: SavedRequest): Promise<SavedRequest> {
  if (request.body.length === 0) return request;
  const { lost: _lost, ...kept } = await redactRequest(request, undefined, false);
  return { ...request, ...kept };
}

async function invented12(name: string): Promise<SavedRequest> {
  const { sources } = await readConfiguration(join(fixtures, 'senders-docs'));
  const found = sources.find(({ source }) => source.name === name)?.samples[0];
  if (found === undefined) throw new Error(`There is no sender ${name}.`);
  return record(found.request);
}

async function propose(name: string, request: SavedRequest): Promise<Proposal> {
  return proposeSource({
    request,
    verify: undefined,
    name: 'new-sender',
    workspace: 'main',
    country: countries[name],
  });
}

async function summariesOf(
  { source }: Proposal,
  request: SavedRequest,
): Promise<SampleSummary[]> {
  if (source === undefined) throw new Error('There is no whole source.');
  const { parsed } = await readSaved(request, source);
  return (await runSample(source, parsed)).summaries;
}

/** What `check` says of a configuration with this source, and the request as its sample. */
async function problemsOf(
  { yaml }: Proposal,
  request: SavedRequest,
  summaries: SampleSummary[],
) {
  const dir = temporaryDir('proposed');
  const samples = join(dir, 'sources/new-sender.samples');
  mkdirSync(samples, { recursive: true });
  writeFileSync(
    join(dir, 'bridge.yaml'),
    'baseUrl: https://api-connect-us.bridge.new\n' +
      'workspaces:\n  main:\n    id: b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a1234\n',
  );
  writeFileSync(join(dir, 'sources/new-sender.yaml'), yaml);
  const { method, path, headers, query, body } = request;
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const target = `${path ?? '/'}${query === '' ? '' : `?${query}`}`;
  const start = `${method} ${target} HTTP/1.1\r\n${head.join('')}\r\n`;
  writeFileSync(join(samples, 'first.http'), Buffer.concat([Buffer.from(start), body]));
  const [first, ...others] = summaries;
  writeFileSync(
    join(samples, 'first.expected.json'),
    JSON.stringify(others.length === 0 ? first : summaries),
  );
  return (await readConfiguration(dir)).problems;
}

describe.each(Object.keys(expected))('%s', (name) => {
  test('its person is found, and the source passes check', async () => {
    const request = await recorded(name);

    const proposal = await propose(name, request);
    const summaries = await summariesOf(proposal, request);

    expect(summaries).toEqual(expected[name]);
    expect(await problemsOf(proposal, request, summaries)).toEqual([]);
  });

  test('nothing of the person stands in the file', async () => {
    const { yaml } = await propose(name, await recorded(name));

    expect(yaml).not.toMatch(/Luc[ií]a|Mart[ií]n|example\.com|600 ?111|@/);
    expect(yaml).not.toContain('kind: none');
  });
});

describe.each(Object.keys(invented))('the invented sender %s', (name) => {
  test('its person is found, and the source passes check', async () => {
    const request = await invented12(name);

    const proposal = await propose(name, request);
    const summaries = await summariesOf(proposal, request);

    expect(summaries).toEqual(invented[name]);
    expect(await problemsOf(proposal, request, summaries)).toEqual([]);
  });
});

test('every payload that holds something of a person is in the table', () => {
  const headers = readdirSync(join(fixtures, 'providers/headers'));

  expect(headers.map((file) => file.replace(/\.json$/, '')).sort()).toEqual(
    Object.keys(expected).sort(),
  );
});
