import type { PresetInput } from '../core/config/source-schema.ts';

/**
 * https://developers.hubspot.com/docs/methods/workflows/webhook_information
 * https://developers.hubspot.com/docs/api/webhooks/validating-requests (signature version 2)
 * "Send a webhook" of a workflow, with all contact properties. Signed when an app id is chosen: a
 * plain SHA-256 over the app's client secret, method, public URL and body. Sends no event id; the
 * history of the properties has times. Waits 30 s, and tries again for up to 3 days, but no 4xx
 * other than 429, and a new client secret signs before anybody can store it here. Retry-After is
 * read as milliseconds.
 */
export const hubspotWorkflow: PresetInput = {
  verify: {
    kind: 'mac',
    algorithm: 'sha256',
    encoding: 'hex',
    header: 'X-HubSpot-Signature',
    signedContent: '{secret}{method}{url}{body}',
  },
  body: 'json',
  events: { time: '$max(properties.*.versions.timestamp)' },
  response: {
    deadlineSeconds: 10,
    unverifiedStatus: 429,
    busyStatus: 503,
    busyRetryAfter: '60000',
  },
};
