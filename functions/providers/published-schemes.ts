import type { VerificationInput } from '../core/config/verify-schema.ts';

/** How a vendor says that it signs: its name, its page, and that as a source would say it. */
export interface PublishedScheme {
  name: string;
  page: string;
  verify: VerificationInput;
}

/** Most vendors: the SHA-256 of the body, in hex, under a key both sides know. */
const hexOfBody = { kind: 'mac', algorithm: 'hmac-sha256', encoding: 'hex' } as const;
const base64OfBody = { ...hexOfBody, encoding: 'base64' } as const;

/** https://marketplace.gohighlevel.com/docs/webhook/WebhookIntegrationGuide (X-WH-Signature) */
const olderHighLevelKey = [
  'MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAokvo/r9tVgcfZ5DysOSCFrm602qYV0MaAiNnX9O8KxMb',
  'iyRKWeL9JpCpVpt4XHIcBOK4u3cLSqJGOLaPuXw6dO0t6Q/ZVdAV5Phz+ZtzPL16iCGeK9po6D6JHBpbi989mmzM',
  'ryUnQJezlYJ3DVfBcsedpinheNnyYeFXolrJvcsjDtfAeRx5ByHQmTnSdFUzuAnC9/GepgLT9SM4nCpvuxmZMxrJ',
  't5Rw+VUaQ9B8JSvbMPpez4peKaJPZHBbU3OdeCVx5klVXXZQGNHOs8gF3kvoV5rTnXV0IknLBXlcKKAQLZcY/Q9r',
  'G6Ifi9c+5vqlvHPCUJFT5XUGG5RKgOKUJ062fRtN+rLYZUV+BjafxQauvC8wSWeYja63VSUruvmNj8xkx2zE/Juc',
  '+yjLjTXpIocmaiFeAO6fUtNjDeFVkhf5LNb59vECyrHD2SQIrhgXpO4Q3dVNA5rw576PwTzNh/AMfHKIjE4xQA1S',
  'ZuYJmNnmVZLIZBlQAF9Ntd03rfadZ+yDiOXCCs9FkHibELhCHULgCsnuDJHcrGNd5/Ddm5hxGQ0ASitgHeMZ0kcI',
  'OwKDOzOU53lDza6/Y09T7sYJPQe7z0cvj7aE4B+Ax1ZoZGPzpJlZtGXCsu9aTEGEnKzmsFqwcSsnw3JB31IGKAyk',
  'T1hhTiaCeIY/OwwwNUY2yvcCAwEAAQ==',
].join('');

/**
 * Schemes that vendors publish, beside those of the presets. They recognise requests; a source
 * that is to use one says it under `verify`.
 */
export const publishedSchemes: PublishedScheme[] = [
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
  {
    name: 'Stripe',
    page: 'https://docs.stripe.com/webhooks#verify-manually',
    verify: {
      ...hexOfBody,
      header: 'Stripe-Signature',
      format: { kind: 'pairs', signature: 'v1' },
      timestamp: { pair: 't', unit: 's' },
      signedContent: '{timestamp}.{body}',
    },
  },
  {
    name: 'Calendly',
    page: 'https://developer.calendly.com/api-docs/ZG9jOjM2MzE2MDM4-webhook-signatures',
    verify: {
      ...hexOfBody,
      header: 'Calendly-Webhook-Signature',
      format: { kind: 'pairs', signature: 'v1' },
      timestamp: { pair: 't', unit: 's' },
      signedContent: '{timestamp}.{body}',
    },
  },
  {
    name: 'WorkOS',
    page: 'https://workos.com/docs/events/data-syncing/webhooks',
    verify: {
      ...hexOfBody,
      header: 'WorkOS-Signature',
      format: { kind: 'pairs', signature: 'v1' },
      timestamp: { pair: 't', unit: 'ms' },
      signedContent: '{timestamp}.{body}',
    },
  },
  {
    name: 'Paddle',
    page: 'https://developer.paddle.com/webhooks/signature-verification',
    verify: {
      ...hexOfBody,
      header: 'Paddle-Signature',
      format: { kind: 'pairs', separator: ';', signature: 'h1' },
      timestamp: { pair: 'ts', unit: 's' },
      signedContent: '{timestamp}:{body}',
    },
  },
  {
    name: 'Slack',
    page: 'https://docs.slack.dev/authentication/verifying-requests-from-slack',
    verify: {
      ...hexOfBody,
      header: 'X-Slack-Signature',
      format: { kind: 'single', prefix: 'v0=' },
      timestamp: { header: 'X-Slack-Request-Timestamp', unit: 's' },
      signedContent: 'v0:{timestamp}:{body}',
    },
  },
  {
    name: 'Zoom',
    page: 'https://developers.zoom.us/docs/api/webhooks/',
    verify: {
      ...hexOfBody,
      header: 'x-zm-signature',
      format: { kind: 'single', prefix: 'v0=' },
      timestamp: { header: 'x-zm-request-timestamp', unit: 's' },
      signedContent: 'v0:{timestamp}:{body}',
    },
  },
  {
    name: 'Zendesk',
    page: 'https://developer.zendesk.com/documentation/webhooks/verifying/',
    verify: {
      ...base64OfBody,
      header: 'X-Zendesk-Webhook-Signature',
      timestamp: { header: 'X-Zendesk-Webhook-Signature-Timestamp', unit: 'iso8601' },
      signedContent: '{timestamp}{body}',
    },
  },
  {
    name: 'Close',
    page: 'https://developer.close.com/topics/webhooks/',
    verify: {
      ...hexOfBody,
      keyEncoding: 'hex',
      header: 'close-sig-hash',
      timestamp: { header: 'close-sig-timestamp', unit: 's' },
      signedContent: '{timestamp}{body}',
    },
  },
  {
    name: 'Webflow',
    page: 'https://developers.webflow.com/data/docs/working-with-webhooks',
    verify: {
      ...hexOfBody,
      header: 'x-webflow-signature',
      timestamp: { header: 'x-webflow-timestamp', unit: 'ms' },
      signedContent: '{timestamp}:{body}',
    },
  },
  {
    name: 'Tally',
    page: 'https://tally.so/help/webhooks',
    verify: { ...base64OfBody, header: 'Tally-Signature' },
  },
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
    name: 'Formstack',
    page: 'https://help.formstack.com/hc/en-us/articles/360019520271-Webhooks',
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
  {
    name: 'Standard Webhooks with a public key (v1a)',
    page: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
    verify: {
      kind: 'asymmetric',
      algorithm: 'ed25519',
      encoding: 'base64',
      keyPrefix: 'whpk_',
      header: ['webhook-signature', 'svix-signature'],
      format: { kind: 'list', prefix: 'v1a,' },
      timestamp: { header: ['webhook-timestamp', 'svix-timestamp'], unit: 's' },
      signedContent: '{header:webhook-id|svix-id}.{timestamp}.{body}',
    },
  },
  {
    name: 'Twilio',
    page: 'https://www.twilio.com/docs/usage/security#validating-requests',
    verify: {
      ...base64OfBody,
      algorithm: 'hmac-sha1',
      header: 'X-Twilio-Signature',
      signedContent: '{url}{sortedFields}',
    },
  },
  {
    name: 'Twilio SendGrid',
    page: 'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features',
    verify: {
      kind: 'asymmetric',
      algorithm: 'ecdsa-p256-sha256',
      encoding: 'base64',
      header: 'X-Twilio-Email-Event-Webhook-Signature',
      timestamp: { header: 'X-Twilio-Email-Event-Webhook-Timestamp', unit: 's' },
      signedContent: '{timestamp}{body}',
    },
  },
  {
    name: 'Mailgun',
    page: 'https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks',
    verify: {
      ...hexOfBody,
      field: 'signature.signature',
      timestamp: { field: 'signature.timestamp', unit: 's' },
      signedContent: '{timestamp}{field:signature.token}',
    },
  },
  {
    name: 'Square',
    page: 'https://developer.squareup.com/docs/webhooks/step3validate',
    verify: {
      ...base64OfBody,
      header: 'x-square-hmacsha256-signature',
      signedContent: '{url}{body}',
    },
  },
  {
    name: 'Trello',
    page: 'https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/',
    verify: {
      ...base64OfBody,
      algorithm: 'hmac-sha1',
      header: 'X-Trello-Webhook',
      signedContent: '{body}{url}',
    },
  },
  {
    name: 'Twitch',
    page: 'https://dev.twitch.tv/docs/eventsub/handling-webhook-events/',
    verify: {
      ...hexOfBody,
      header: 'Twitch-Eventsub-Message-Signature',
      format: { kind: 'single', prefix: 'sha256=' },
      timestamp: { header: 'Twitch-Eventsub-Message-Timestamp', unit: 'iso8601' },
      signedContent: '{header:Twitch-Eventsub-Message-Id}{timestamp}{body}',
    },
  },
  {
    name: 'LinkedIn',
    page: 'https://learn.microsoft.com/en-us/linkedin/shared/api-guide/webhook-validation',
    verify: { ...hexOfBody, header: 'X-LI-Signature', signedContent: 'hmacsha256={body}' },
  },
  {
    name: 'HighLevel',
    page: 'https://marketplace.gohighlevel.com/docs/webhook/WebhookIntegrationGuide',
    verify: {
      kind: 'asymmetric',
      algorithm: 'ed25519',
      encoding: 'base64',
      header: 'X-GHL-Signature',
      publicKeys: ['MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg='],
    },
  },
  {
    name: 'HighLevel (older, RSA)',
    page: 'https://marketplace.gohighlevel.com/docs/webhook/WebhookIntegrationGuide',
    verify: {
      kind: 'asymmetric',
      algorithm: 'rsa-sha256',
      encoding: 'base64',
      header: 'X-WH-Signature',
      publicKeys: [olderHighLevelKey],
    },
  },
  {
    name: 'monday.com',
    page: 'https://developer.monday.com/apps/docs/integration-authorization',
    verify: {
      kind: 'jwt',
      algorithms: ['HS256'],
      in: 'header',
      name: 'authorization',
    },
  },
];

/** What the schemes of the presets are called, by the preset's name. */
export const presetSchemes: Record<string, Omit<PublishedScheme, 'verify'>> = {
  'hubspot-events': {
    name: 'HubSpot v3',
    page: 'https://developers.hubspot.com/docs/api/webhooks/validating-requests',
  },
  'hubspot-workflow': {
    name: 'HubSpot v2',
    page: 'https://developers.hubspot.com/docs/api/webhooks/validating-requests',
  },
  'standard-webhooks': {
    name: 'Standard Webhooks',
    page: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  },
  typeform: { name: 'Typeform', page: 'https://www.typeform.com/developers/webhooks/' },
};

/** Signed texts that occur in the field, beside those of the schemes. */
export const signedContents: string[] = [
  '{body}',
  '{timestamp}.{body}',
  '{timestamp}{body}',
  '{timestamp}:{body}',
  '{body}{timestamp}',
  '{body}.{timestamp}',
  '{method}{url}{body}{timestamp}',
  '{method}{url}{body}',
  '{url}{body}',
  '{body}{url}',
  '{url}',
  '{timestamp}{method}{path}{body}',
  '{method}{path}{body}',
  '{sortedFields}',
  '{secret}{body}',
  '{body}{secret}',
  '{secret}{method}{url}{body}',
];
