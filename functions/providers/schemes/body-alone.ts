import { hexOfBody, type PublishedScheme } from './published-scheme.ts';

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
];

/** Further signatures over the body and nothing that comes with it. */
export const otherBodySchemes: PublishedScheme[] = [
  {
    name: 'Formstack Forms',
    page: 'https://developers.formstack.com/docs/webhook-setup',
    verify: {
      ...hexOfBody,
      header: 'X-FS-Signature',
      format: { kind: 'single', prefix: 'sha256=' },
    },
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
