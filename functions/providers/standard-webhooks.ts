import type { PresetInput } from '../core/config/source-schema.ts';

/**
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * Also what Svix sends, under its own header names. The id stays the same when a message is sent
 * again, the timestamp does not. Senders are advised to wait 15 to 30 s, and to try again for days
 * whatever is not a 2xx.
 */
export const standardWebhooks: PresetInput = {
  verify: {
    kind: 'mac',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    keyEncoding: 'base64',
    keyPrefix: 'whsec_',
    header: ['webhook-signature', 'svix-signature'],
    format: { kind: 'list', separator: ' ', prefix: 'v1,' },
    timestamp: {
      header: ['webhook-timestamp', 'svix-timestamp'],
      unit: 's',
      toleranceSeconds: 300,
    },
    signedContent: '{header:webhook-id|svix-id}.{timestamp}.{body}',
  },
  body: 'json',
  events: { id: ['$first($headers.`webhook-id`, $headers.`svix-id`)'], time: 'timestamp' },
  response: { deadlineSeconds: 10 },
};
