import { randomUUID } from 'node:crypto';
import { parseJson } from '../../json.ts';
import { sqsFault } from './faults.ts';

/** A receipt handle, different each time, that says which message of which queue it is for. */
export function receiptFor(queueName: string, sequence: string): string {
  return Buffer.from(JSON.stringify([queueName, sequence, randomUUID()])).toString(
    'base64',
  );
}

/** @throws AwsFault for what is no receipt handle */
export function parseReceipt(receiptHandle: string): {
  queueName: string;
  sequence: string;
} {
  const parts = parseJson(Buffer.from(receiptHandle, 'base64').toString());
  if (!Array.isArray(parts)) throw sqsFault.receiptHandleIsInvalid(receiptHandle);
  return { queueName: String(parts[0]), sequence: String(parts[1]) };
}
