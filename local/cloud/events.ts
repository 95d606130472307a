/** What functions are called with: requests of the HTTP API, and messages of a queue. */
export { requestEvent } from './http-api/request-event.ts';
export { sqsRecord } from './lambda/sqs-record.ts';
