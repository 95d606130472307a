/**
 * What messages have in common, the most frequent last: deflate writes it as a distance and a
 * length. What is packed can only be read with the same text, so it never changes: another one gets
 * a mark of its own.
 */
export const dictionary = Buffer.from(
  [
    '"answers":[{"type":"text","field":{"id":"","type":"","ref":""},"text":"","choice":{"label":"',
    '"properties":{"objectId":,"portalId":,"subscriptionType":"contact.propertyChange","value":"',
    '"created_at":"2026-01-01T00:00:00.000Z","updated_at":"","createdAt":"","updatedAt":"","date":"',
    '"source":"","status":"","title":"","company":"","country":"","city":"","address":{"street":"',
    '"tags":[""],"custom_fields":{"language":"en","owner":{"contact":{"name":"","label":"","url":"https://www.',
    '"first_name":"","last_name":"","firstName":"","lastName":"","firstname":"","lastname":"',
    '"phone":"+1","mobile":"","email":"@gmail.com","id":null,"type":true,"value":false,"timestamp":"',
    '"user-agent":"Mozilla/5.0 (compatible; +https://)","accept":"*/*","accept-language":"en-US",',
    '"accept-encoding":"gzip, deflate, br","webhook-id":"msg_","webhook-timestamp":"17',
    '{"version":1,"source":"form","workspace":"main","contactKey":"","receivedAt":17',
    ',"enqueuedAt":17,"requestId":"","replay":true,"headers":{"content-type":"application/json',
    '; charset=utf-8"},"query":{},"events":[{"id":"","idFrom":"content","sender","index":0,',
    '"repetitionId":"","time":17,"envelope":{"eventCount":2,"body":{"event":{"data":{"',
  ].join(''),
);
