import { createHash } from 'node:crypto';
import * as z from 'zod';
import { sqsFault } from './faults.ts';

const attributeSchema = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});
export const messageAttributesSchema = z.record(z.string(), attributeSchema);
export type MessageAttributes = z.infer<typeof messageAttributesSchema>;

/** What SendMessage, and each entry of SendMessageBatch, carries. */
export const entrySchema = z.object({
  Id: z.string().default(''),
  MessageBody: z.string().default(''),
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
  DelaySeconds: z.int().optional(),
  MessageAttributes: messageAttributesSchema.optional(),
});
export type Entry = z.infer<typeof entrySchema>;

/** Throws what SQS answers for an entry it would not take into this queue. */
export function checkEntry(
  entry: Entry,
  queue: { fifo: boolean; contentBasedDeduplication: boolean },
): void {
  if (entry.MessageBody === '') throw sqsFault.missingParameter('MessageBody');
  if (forbiddenCharacter.test(entry.MessageBody)) throw sqsFault.invalidMessageContents();
  if (!queue.fifo) return;
  if (entry.MessageGroupId === undefined)
    throw sqsFault.missingParameter('MessageGroupId');
  checkId('MessageGroupId', entry.MessageGroupId);
  if (entry.DelaySeconds !== undefined) {
    throw sqsFault.invalidValue(
      'DelaySeconds',
      entry.DelaySeconds,
      'The request include parameter that is not valid for this queue type.',
    );
  }
  if (entry.MessageDeduplicationId !== undefined)
    checkId('MessageDeduplicationId', entry.MessageDeduplicationId);
  else if (!queue.contentBasedDeduplication) {
    throw sqsFault.invalidParameter(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
}

/**
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html; lone
 * surrogates fall outside as well.
 */
const forbiddenCharacter =
  /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

function checkId(parameter: string, value: string) {
  if (/^[!-~]{1,128}$/.test(value)) return;
  throw sqsFault.invalidValue(
    parameter,
    value,
    `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

/**
 * What counts against the size limit of 1 MiB: the body and the names, types and values of the
 * attributes, in bytes.
 */
export function entrySize({ MessageBody, MessageAttributes = {} }: Entry): number {
  const attributes = Object.entries(MessageAttributes).map(
    ([name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      Buffer.byteLength(name + DataType + StringValue) +
      Buffer.byteLength(BinaryValue, 'base64'),
  );
  return attributes.reduce((total, size) => total + size, Buffer.byteLength(MessageBody));
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/**
 * The checksum SQS returns for message attributes: name, type and value in order of the names, each
 * after its length.
 */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const hash = createHash('md5');
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  const inOrder = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, { DataType, StringValue = '', BinaryValue }] of inOrder) {
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    hash.update(Buffer.of(BinaryValue === undefined ? 1 : 2));
    add(
      BinaryValue === undefined
        ? Buffer.from(StringValue)
        : Buffer.from(BinaryValue, 'base64'),
    );
  }
  return hash.digest('hex');
}
