import type { Command } from 'commander';
import { describeRejection } from '../../functions/core/check/describe-rejection.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import type { Rejection } from '../../functions/core/errors.ts';
import { isRecord } from '../../functions/core/json.ts';
import {
  readSavedRequest,
  SampleFileError,
  type SavedRequest,
} from '../../lib/config/samples/saved-request.ts';
import { isFileFailure } from '../../lib/file-failure.ts';
import { UserError } from '../../lib/report.ts';

/** Adds the option with further headers for a payload file, and says what such a file is. */
export function withHeaders(command: Command): Command {
  return command
    .option('--headers <file>', 'JSON file with further headers of the request')
    .addHelpText(
      'after',
      '\nA payload file is a body as it was sent. One that ends in .http is a whole request:\n' +
        'request line, headers, blank line, body.',
    );
}

/**
 * Reads a payload file for a source, with further headers from a JSON file.
 * @throws UserError that quotes nothing of either
 */
export function readPayload(
  path: string,
  source: Source,
  headersPath: string | undefined,
): Promise<SavedRequest> {
  return readPayloadOf(path, source.body, headersPath);
}

/**
 * Reads a payload file whose body is of a kind, whatever source it is for.
 * @throws UserError that quotes nothing of it
 */
export async function readPayloadOf(
  path: string,
  body: Source['body'],
  headersPath: string | undefined,
): Promise<SavedRequest> {
  try {
    return await readSavedRequest(path, body, headersPath);
  } catch (error) {
    if (error instanceof SampleFileError) throw new UserError(`${error.message}.`);
    if (!isFileFailure(error)) throw error;
    throw new UserError(describe(error.code, error.path ?? path, headersPath));
  }
}

function describe(code: string, path: string, headersPath: string | undefined): string {
  if (code === 'EISDIR') return `${path} cannot be read (it is a folder).`;
  if (code !== 'ENOENT') return `${path} cannot be read (${code}).`;
  const wanted =
    path === headersPath
      ? 'a JSON file of header names and values'
      : 'a saved body, or of a whole request (.http)';
  return `${path}: there is no such file. Write the path of ${wanted}.`;
}

/** A saved request that receive would refuse: where, why and what to do. */
export function refusedPayload(path: string, rejection: Rejection): UserError {
  const place = placeIn(rejection.cause);
  const { what, cure } = describeRejection(rejection);
  return new UserError(`${path}${place}: ${what}; ${cure}.`);
}

/** Where a JSON text breaks off, from V8's message, which can also quote the text. */
function placeIn(cause: unknown): string {
  if (!isRecord(cause)) return '';
  const { message } = cause;
  const place = /\(line (\d+) column (\d+)\)/.exec(
    typeof message === 'string' ? message : '',
  );
  return place === null ? placeIn(cause.cause) : `:${place[1]}:${place[2]}`;
}
