import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { dictionary } from './dictionary.ts';

/** A message that is kept can hold as much as a request; far beyond that it is not one of ours. */
const maxOutputLength = 16 * 1024 * 1024;

/**
 * Stands before what is packed with the dictionary. No raw deflate begins so: its three lowest bits
 * would be a kind of block that there is not (RFC 1951, 3.2.3).
 */
const mark = 0x07;

/**
 * A message as it lies in an item: JSON, because payloads nest deeper than DynamoDB allows, and
 * compressed, because each KB is paid for with every write and for as long as it lies there.
 */
export function packMessage(message: object): Uint8Array {
  const packed = deflateRawSync(JSON.stringify(message), { dictionary });
  return Buffer.concat([Buffer.of(mark), packed]);
}

/**
 * The JSON of a message that lies in an item. Earlier versions wrote it as it is, or packed it
 * without a dictionary.
 */
export function unpackMessage(packed: unknown): string {
  if (!(packed instanceof Uint8Array)) return String(packed);
  const hasDictionary = packed[0] === mark;
  const deflated = hasDictionary ? packed.subarray(1) : packed;
  const options = hasDictionary ? { dictionary } : {};
  return inflateRawSync(deflated, { ...options, maxOutputLength }).toString();
}
