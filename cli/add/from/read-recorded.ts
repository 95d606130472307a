import { basename, dirname } from 'node:path';
import { recogniseBody } from '../../../functions/core/body/recognise-request.ts';
import type { BodyKind } from '../../../functions/core/config/body-schema.ts';
import { nameSchema } from '../../../functions/core/config/primitives.ts';
import { Rejection } from '../../../functions/core/errors.ts';
import type { SavedRequest } from '../../../lib/config/samples/saved-request.ts';
import { readPayloadOf } from '../../place/payload.ts';

/**
 * Reads a request of a sender that nobody described. A body alone is read as what it looks like.
 * @throws UserError that quotes nothing of it
 */
export async function readRecorded(
  path: string,
  headersPath: string | undefined,
): Promise<SavedRequest> {
  const first = await readPayloadOf(path, 'json', headersPath);
  const kind = kindOf(first);
  return kind === 'json' ? first : readPayloadOf(path, kind, headersPath);
}

function kindOf(request: SavedRequest): BodyKind {
  try {
    return recogniseBody(request) ?? 'json';
  } catch (error) {
    if (error instanceof Rejection) return 'json';
    throw error;
  }
}

/**
 * What a source is called by default: the folder that `start --record` put its request into, else
 * the hook that it was sent to. `undefined` if neither says it.
 */
export function nameFrom(path: string, request: SavedRequest): string | undefined {
  const folder = dirname(path);
  const isRecording = basename(dirname(folder)) === 'recorded';
  const [, hook] = /^\/hooks\/([^/]+)$/.exec(request.path ?? '') ?? [];
  return [isRecording ? basename(folder) : undefined, hook].find(
    (name) => nameSchema.safeParse(name).success,
  );
}
