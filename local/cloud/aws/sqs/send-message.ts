import { AwsFault } from '../fault.ts';
import { sqsFault } from '../queue/faults.ts';
import {
  checkEntry,
  type Entry,
  entrySize,
  md5,
  md5OfAttributes,
} from '../queue/message.ts';
import type { Queue } from '../queue/queue.ts';

/** @throws AwsFault for what SQS would refuse */
export function sendMessage(queue: Queue, entry: Entry) {
  const { fifo, maximumMessageSize: limit } = queue.settings;
  checkEntry(entry, queue.settings);
  if (entrySize(entry) > limit) {
    throw sqsFault.invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
  const { id, sequence } = queue.send(entry);
  const { MessageAttributes: attributes } = entry;
  return {
    MessageId: id,
    MD5OfMessageBody: md5(entry.MessageBody),
    MD5OfMessageAttributes: attributes && md5OfAttributes(attributes),
    SequenceNumber: fifo ? sequence : undefined,
  };
}

/** @throws AwsFault for a batch that SQS would refuse whole */
export function sendMessageBatch(queue: Queue, entries: Entry[]) {
  checkBatch(entries, queue.settings.maximumMessageSize);
  const results = entries.map((entry) => sendEntry(queue, entry));
  const Successful = results.flatMap(({ sent }) => sent ?? []);
  const Failed = results.flatMap(({ failed }) => failed ?? []);
  return {
    Successful: Successful.length > 0 ? Successful : undefined,
    Failed: Failed.length > 0 ? Failed : undefined,
  };
}

function sendEntry(queue: Queue, entry: Entry): { sent?: unknown; failed?: unknown } {
  try {
    return { sent: { Id: entry.Id, ...sendMessage(queue, entry) } };
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    const { queryCode: Code, message: Message } = error;
    return { failed: { Id: entry.Id, SenderFault: true, Code, Message } };
  }
}

function checkBatch(entries: Entry[], limit: number) {
  if (entries.length === 0) throw sqsFault.emptyBatch();
  if (entries.length > 10) throw sqsFault.tooManyEntries(entries.length);
  if (entries.some(({ Id }) => !/^[\w-]{1,80}$/.test(Id))) throw sqsFault.invalidEntryId();
  const repeated = entries.find(
    ({ Id }, index) => entries.findIndex((other) => other.Id === Id) < index,
  );
  if (repeated) throw sqsFault.entryIdsNotDistinct(repeated.Id);
  const length = entries.reduce((total, entry) => total + entrySize(entry), 0);
  if (length > limit) throw sqsFault.batchTooLong(limit, length);
}
