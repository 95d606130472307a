import type { PresetInput } from '../core/config/source-schema.ts';

/**
 * https://developers.hubspot.com/docs/api/webhooks
 * https://developers.hubspot.com/docs/api/webhooks/validating-requests (signature version 3)
 * https://developers.hubspot.com/changelog/new-subscription-types-for-webhooks (contact.merge)
 * Webhooks of a public or private app: up to a hundred events per request, of one property each, in
 * no order. The app's client secret signs method, public URL, body and time. `eventId` alone is not
 * unique, a merge need not have an `objectId`, and `attemptNumber` grows when HubSpot tries again,
 * so it stays out of ids. Waits 5 s, tries ten times in a day; Retry-After is read as milliseconds.
 * Older pages except 401 from what is tried again, and a new client secret signs before anybody can
 * store it here: hence 429.
 */
export const hubspotEvents: PresetInput = {
  verify: {
    kind: 'mac',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    header: 'X-HubSpot-Signature-v3',
    timestamp: { header: 'X-HubSpot-Request-Timestamp', unit: 'ms', toleranceSeconds: 300 },
    signedContent: '{method}{url}{body}{timestamp}',
  },
  body: 'json',
  events: {
    split: '$',
    filter:
      'subscriptionType in ["contact.propertyChange", "contact.merge", "contact.deletion"]',
    id: [
      'portalId',
      'appId',
      'subscriptionId',
      'objectId ?? newObjectId ?? primaryObjectId',
      'eventId',
      'occurredAt',
    ],
    content: '$ ~> |$|{}, "attemptNumber"|',
    time: 'occurredAt',
    transform: '$ ~> |$[propertyName]|{"properties": {propertyName: propertyValue}}|',
  },
  response: {
    deadlineSeconds: 5,
    unverifiedStatus: 429,
    busyStatus: 503,
    busyRetryAfter: '60000',
  },
};
