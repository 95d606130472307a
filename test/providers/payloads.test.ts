import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { providersDir } from '../../lib/providers/providers.ts';

const payloads = new URL('../fixtures/providers/payloads/', import.meta.url);
const payload = (name: string) => readFileSync(new URL(name, payloads), 'utf8');

/** Which samples are payloads as their vendors document them. */
const samples: Record<string, string> = {
  'activecampaign-automation/contact.txt': 'activecampaign-automation.txt',
  'activecampaign/update.txt': 'activecampaign-webhook.update.txt',
  'attio/record-updated.http': 'attio-record.updated.json',
  'close/contact-updated.json': 'close-contact.updated.json',
  'elementor/advanced.txt': 'elementor-form.advanced.txt',
  'elementor/simple.txt': 'elementor-form.simple.txt',
  'formstack/submission.json': 'formstack-submission.json',
  'gohighlevel/contact-updated.json': 'gohighlevel-ContactUpdate.json',
  'google-ads/test-lead.json': 'google-ads-lead.json',
  'google-forms/response.json': 'google-forms-apps-script.submit.json',
  'gravity-forms/entry.json': 'gravityforms-entry.json',
  'hubspot-events/property-changes.json': 'hubspot-contact.propertyChange.json',
  'hubspot-workflow/contact.json': 'hubspot-workflow-webhook.json',
  'intercom/contact-user-updated.json': 'intercom-contact.user.updated.json',
  'jotform/submission.txt': 'jotform-submission.txt',
  'mailchimp/profile.txt': 'mailchimp-profile.txt',
  'mailchimp/upemail.txt': 'mailchimp-upemail.txt',
  'make/post.json': 'zapier-generic.json',
  'meta-leads/leads.json': 'meta-leadgen.json',
  'monday/phone-changed.json': 'monday-update_column_value.json',
  'pipedrive-v1/person-updated.json': 'pipedrive-v1.updated.person.json',
  'pipedrive/person-changed.json': 'pipedrive-v2.change.person.json',
  'salesforce-flow/contact.json': 'salesforce-flow-http-callout.contact.json',
  'salesforce-outbound-message/contacts.xml': 'salesforce-outbound-message.contact.xml',
  'segment/identify.json': 'segment-identify.json',
  'shopify/customers-update.http': 'shopify-customers.update.json',
  'standard-webhooks/contact-updated.http': 'standard-webhooks-contact.updated.json',
  'stripe/customer-updated.json': 'stripe-customer.updated.json',
  'tally/form-response.json': 'tally-FORM_RESPONSE.json',
  'typeform/form-response.json': 'typeform-form_response.json',
  'webflow/form-submission.json': 'webflow-form_submission.json',
  'wufoo/entry.txt': 'wufoo-entry.txt',
  'zapier/post.json': 'zapier-generic.json',
  'zendesk/user-created.json': 'zendesk-user.created.json',
  'zoho-notification/contacts-updated.json': 'zoho-notification.Contacts.update.json',
  'zoho-workflow/contact.txt': 'zoho-workflow-webhook.contact.txt',
};

/** A handshake, an answer, and what the preset refuses. */
const noSamples = [
  'monday-challenge.json',
  'salesforce-outbound-message.RESPONSE.xml',
  'segment-identify.batch.json',
];

/** The body of a sample; that of a whole request begins after its headers. */
function bodyOf(sample: string): string {
  const [provider = '', file = ''] = sample.split('/');
  const text = readFileSync(join(providersDir, `${provider}.samples`, file), 'utf8');
  if (!file.endsWith('.http')) return text;
  const end = /\r?\n\r?\n/.exec(text);
  if (end === null) throw new Error(`${sample} has no body.`);
  return text.slice(end.index + end[0].length);
}

/** What a payload has to be for a sample in which secrets were replaced. */
function withSecrets(body: string): RegExp {
  const parts = body.split('removed-by-record').map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join('[^"&<>\\s]+')}$`);
}

test.each(Object.entries(samples))(
  'the sample %s is %s, byte for byte but for secrets',
  (sample, name) => {
    expect(payload(name)).toMatch(withSecrets(bodyOf(sample)));
  },
);

test('every payload is a sample', () => {
  expect([...new Set([...Object.values(samples), ...noSamples])].sort()).toEqual(
    readdirSync(payloads).sort(),
  );
});
