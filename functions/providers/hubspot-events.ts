import type { PresetInput } from '../core/config/source-schema.ts';

/** What can happen to a record, and the kinds of record that have events under their own name. */
const changes = [
  'creation',
  'deletion',
  'propertyChange',
  'merge',
  'restore',
  'associationChange',
];
const records = ['object', 'contact', 'company', 'deal', 'ticket', 'product', 'line_item'];
const conversations = [
  'creation',
  'deletion',
  'privacyDeletion',
  'propertyChange',
  'newMessage',
];

/**
 * https://developers.hubspot.com/docs/api/webhooks
 * https://developers.hubspot.com/docs/api/webhooks/validating-requests (signature version 3)
 * https://developers.hubspot.com/changelog/new-subscription-types-for-webhooks (contact.merge)
 * https://developers.hubspot.com/changelog/public-beta-generic-webhook-subscriptions (object.*)
 * Webhooks of a public or private app: up to a hundred events per request, of one property each, in
 * no order. The app's client secret signs method, public URL, body and time. `eventId` alone is not
 * unique, a merge need not have an `objectId`, and `attemptNumber` grows when HubSpot tries again,
 * so it stays out of ids. Newer apps get `object.*` for every kind of record, and `objectTypeId`
 * says which: 0-1 is a contact. The transform gives those their older name, `contact.*`, so that
 * one source is right for both. An app has one URL, so events of other records come here too. Waits
 * 5 s, tries ten times in a day; Retry-After is read as milliseconds. Older pages except 401 from
 * what is tried again, and a new client secret signs before anybody can store it here: hence 429.
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
    filter: `subscriptionType in ${wanted('contact')}
      or (objectTypeId = "0-1" and subscriptionType in ${wanted('object')})`,
    type: 'subscriptionType',
    knownTypes: [
      ...records.flatMap((record) => changes.map((change) => `${record}.${change}`)),
      'contact.privacyDeletion',
      ...conversations.map((change) => `conversation.${change}`),
    ],
    id: [
      'portalId',
      'appId',
      'subscriptionId',
      '$first(objectTypeId, "0-1")',
      '$first(objectId, newObjectId, primaryObjectId)',
      'eventId',
      'occurredAt',
    ],
    content: '$ ~> |$|{}, "attemptNumber"|',
    time: 'occurredAt',
    transform: `$ ~> |$[propertyName]|{"properties": {propertyName: propertyValue}}|
      ~> |$[objectTypeId]|{"subscriptionType": $replace(subscriptionType, "object.", "contact.")}|`,
  },
  response: {
    deadlineSeconds: 5,
    unverifiedStatus: 429,
    busyStatus: 503,
    busyRetryAfter: '60000',
  },
};

/** The events that can say something about a contact, as a list of JSONata. */
function wanted(record: string): string {
  const types = ['propertyChange', 'merge', 'deletion', 'restore'];
  return JSON.stringify(types.map((change) => `${record}.${change}`));
}
