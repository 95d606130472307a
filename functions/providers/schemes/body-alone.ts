import { base64OfBody, hexOfBody, type PublishedScheme } from './published-scheme.ts';

/** Signatures over the body alone whose headers several senders use, or that are seen most. */
export const firstBodySchemes: PublishedScheme[] = [
  {
    name: 'GitHub, or Meta',
    page: 'https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries',
    verify: {
      ...hexOfBody,
      header: 'X-Hub-Signature-256',
      format: { kind: 'single', prefix: 'sha256=' },
    },
  },
  {
    name: 'Jira, or another with X-Hub-Signature and SHA-256',
    page: 'https://developer.atlassian.com/cloud/jira/platform/webhooks/',
    verify: {
      ...hexOfBody,
      header: 'X-Hub-Signature',
      format: { kind: 'single', prefix: 'sha256=' },
    },
  },
  {
    name: 'Intercom',
    page: 'https://developers.intercom.com/docs/references/webhooks/webhook-models',
    verify: {
      ...hexOfBody,
      algorithm: 'hmac-sha1',
      header: 'X-Hub-Signature',
      format: { kind: 'single', prefix: 'sha1=' },
    },
  },
  {
    name: 'Shopify',
    page: 'https://shopify.dev/docs/apps/build/webhooks/subscribe/https',
    verify: { ...base64OfBody, header: 'X-Shopify-Hmac-Sha256' },
  },
];

/** Further signatures over the body and nothing that comes with it. */
export const otherBodySchemes: PublishedScheme[] = [
  {
    name: 'Attio',
    page: 'https://docs.attio.com/rest-api/guides/webhooks',
    verify: { ...hexOfBody, header: ['Attio-Signature', 'X-Attio-Signature'] },
  },
  {
    name: 'Segment',
    page: 'https://segment.com/docs/connections/destinations/catalog/webhooks/',
    verify: { ...hexOfBody, algorithm: 'hmac-sha1', header: 'X-Signature' },
  },
  {
    name: 'HubSpot v1',
    page: 'https://developers.hubspot.com/docs/api/webhooks/validating-requests',
    verify: {
      ...hexOfBody,
      algorithm: 'sha256',
      header: 'X-HubSpot-Signature',
      signedContent: '{secret}{body}',
    },
  },
];
