import { base64OfBody, hexOfBody, type PublishedScheme } from './published-scheme.ts';

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

/** Public keys, tokens, and signatures over a URL, an id or a field. */
export const otherSchemes: PublishedScheme[] = [
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
    verify: {
      ...hexOfBody,
      header: 'X-LI-Signature',
      signedContent: 'hmacsha256={body}',
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
