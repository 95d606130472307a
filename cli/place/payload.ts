import type { Source } from '../../functions/core/config/source-schema.ts';
import { readRequest, SampleFileError, type SavedRequest } from '../../lib/config/saved-request.ts';
import { UserError } from '../../lib/report.ts';

/**
 * Reads a payload file for a source, with further headers from a JSON file. Throws a UserError
 * that quotes nothing of either.
 */
export async function readPayload(
  path: string,
  source: Source,
  headersPath?: string,
): Promise<SavedRequest> {
  try {
    return await readRequest(path, source.body, headersPath);
  } catch (error) {
    if (error instanceof SampleFileError) throw new UserError(`${error.message}.`);
    throw new UserError(describe(error as NodeJS.ErrnoException, path, headersPath));
  }
}

function describe(
  { path: file = '', code }: NodeJS.ErrnoException,
  path: string,
  headersPath: string | undefined,
): string {
  const subject = file === '' ? path : file;
  if (code !== 'ENOENT')
    return `${subject} cannot be read (${code === 'EISDIR' ? 'it is a folder' : code}).`;
  const wanted =
    subject === headersPath
      ? 'a JSON file of header names and values'
      : 'a saved body, or of a whole request (.http)';
  return `${subject}: there is no such file. Write the path of ${wanted}.`;
}

/** Where a JSON text breaks off, from V8's message, which may also quote the text. */
export function jsonMistake(path: string, error: unknown): UserError {
  const place = /\(line (\d+) column (\d+)\)/.exec(error instanceof Error ? error.message : '');
  const where = place === null ? path : `${path}:${place[1]}:${place[2]}`;
  return new UserError(
    `${where}: is not the JSON the source expects. Save the body exactly as the sender sent it.`,
  );
}
