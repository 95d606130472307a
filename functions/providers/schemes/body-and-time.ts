import { hexOfBody, type PublishedScheme } from './published-scheme.ts';

/** Signatures over the body and the time of signing. */
export const timedSchemes: PublishedScheme[] = [
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
];
