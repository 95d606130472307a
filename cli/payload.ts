import type { Source } from '../functions/core/config/source-schema.ts';
import { readRequest, type SavedRequest } from '../lib/samples.ts';
import { PlainError } from '../local/plain-error.ts';

/** Reads a payload file for a source, with further headers from a JSON file. Throws a PlainError that quotes nothing of either. */
export async function readPayload(path: string, source: Source, headersPath?: string): Promise<SavedRequest> {
  try {
    return await readRequest(path, source.body, headersPath);
  } catch (error) {
    throw new PlainError(describe(error as NodeJS.ErrnoException, path, headersPath));
  }
}

function describe(error: NodeJS.ErrnoException, path: string, headersPath: string | undefined): string {
  const file = error.path ?? path;
  if (error.code === 'ENOENT') return `${file}: there is no such file. Write the path of a saved body, or of a whole request (.http).`;
  if (error.code !== undefined) return `${file} cannot be read (${error.code}).`;
  if (error.message.startsWith(`${path}: the first line`)) return error.message;
  return `${headersPath ?? path}: has to be a JSON object of header names and values, such as {"webhook-id": "msg_1"}.`;
}

/** Where a JSON text breaks off, from V8's message, which may also quote the text. */
export function jsonMistake(path: string, error: unknown): PlainError {
  const place = /\(line (\d+) column (\d+)\)/.exec(error instanceof Error ? error.message : '');
  const where = place === null ? path : `${path}:${place[1]}:${place[2]}`;
  return new PlainError(`${where}: is not the JSON the source expects. Save the body exactly as the sender sent it.`);
}
