import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** A message that is kept can hold as much as a request; far beyond that it is not one of ours. */
const maxOutputLength = 16 * 1024 * 1024;

/**
 * A message as it lies in an item: JSON, because payloads nest deeper than DynamoDB allows, and
 * compressed, because each KB is paid for with every write.
 */
export function packMessage(message: object): Uint8Array {
  return deflateRawSync(JSON.stringify(message));
}

/** The JSON of a message that lies in an item; versions before 0.2 wrote it as it is. */
export function unpackMessage(packed: unknown): string {
  if (!(packed instanceof Uint8Array)) return String(packed);
  return inflateRawSync(packed, { maxOutputLength }).toString();
}
