/** The services one by one, for a program that has its own functions or its own clock. */
export {
  type AwsAnswer,
  type AwsCall,
  type Intercept,
  type ServiceApi,
  startAwsEndpoint,
} from './aws/endpoint.ts';
export { AwsFault } from './aws/fault.ts';
export { openQueues } from './aws/queue/open-queues.ts';
export type { Queue } from './aws/queue/queue.ts';
export type { QueueSettings } from './aws/queue/queue-settings.ts';
export type { QueuedMessage } from './aws/queue/queued-message.ts';
export { memorySecrets, secretsApi } from './aws/secrets.ts';
export { sqsApi } from './aws/sqs/api.ts';
export { openTables, type Tables } from './aws/tables.ts';
