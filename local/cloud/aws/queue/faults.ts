import { AwsFault } from '../fault.ts';

/**
 * Errors of SQS, with the names its JSON protocol gives them and the codes of its query protocol.
 */
export const sqsFault = {
  invalidParameter: (message: string) =>
    new AwsFault(
      'com.amazon.coral.service#InvalidParameterValueException',
      message,
      'InvalidParameterValue',
    ),
  invalidValue: (parameter: string, value: unknown, reason: string) =>
    sqsFault.invalidParameter(
      `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`,
    ),
  missingParameter: (name: string) =>
    new AwsFault(
      'com.amazon.coral.service#MissingRequiredParameterException',
      `The request must contain the parameter ${name}.`,
      'MissingParameter',
    ),
  queueDoesNotExist: () =>
    sqs(
      'QueueDoesNotExist',
      'The specified queue does not exist.',
      'AWS.SimpleQueueService.NonExistentQueue',
    ),
  resourceNotFound: (parameter: string) =>
    sqs(
      'ResourceNotFoundException',
      `The resource that you specified for the ${parameter} parameter doesn't exist.`,
    ),
  receiptHandleIsInvalid: (handle: string) =>
    sqs(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
    ),
  receiptHandleHasExpired: (handle: string) =>
    sqsFault.invalidValue('ReceiptHandle', handle, 'The receipt handle has expired.'),
  notAvailableForChange: (handle: string) =>
    sqsFault.invalidValue(
      'ReceiptHandle',
      handle,
      'Message does not exist or is not available for visibility timeout change.',
    ),
  invalidMessageContents: () =>
    sqs(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    ),
  emptyBatch: () =>
    batch(
      'EmptyBatchRequest',
      'There should be at least one SendMessageBatchRequestEntry in the request.',
    ),
  tooManyEntries: (count: number) =>
    batch(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${count}.`,
    ),
  entryIdsNotDistinct: (id: string) =>
    batch('BatchEntryIdsNotDistinct', `Id ${id} repeated.`),
  invalidEntryId: () =>
    batch(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    ),
  batchTooLong: (limit: number, length: number) =>
    batch(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${limit} bytes. You have sent ${length} bytes.`,
    ),
  unsupported: (action: string) =>
    new AwsFault(
      'com.amazonaws.sqs#UnsupportedOperation',
      `The local SQS does not know ${action}.`,
      'AWS.SimpleQueueService.UnsupportedOperation',
    ),
};

function sqs(name: string, message: string, queryCode = name) {
  return new AwsFault(`com.amazonaws.sqs#${name}`, message, queryCode);
}

function batch(name: string, message: string) {
  return sqs(name, message, `AWS.SimpleQueueService.${name}`);
}
