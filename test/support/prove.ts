import type { Source } from '../../functions/core/config/source-schema.ts';
import { Rejection, TransientFailure } from '../../functions/core/errors.ts';
import { readRequest } from '../../functions/core/receive/read-request.ts';
import { openBody, proveSender } from '../../functions/core/verify/prove-sender.ts';
import type { RawRequest } from '../../functions/core/verify/signature.ts';
import type { Keys } from '../../functions/core/verify/verdict.ts';
import { parseJsonBody } from '../../functions/edges/parse-json-body.ts';

/**
 * How the receive function judges the sender of a request: `verified`, or the status and why it is
 * refused. The body is read where the proof is in it. `now` is in ms since 1970.
 */
export async function judgeRequest(
  source: Source,
  raw: RawRequest,
  keys: Keys | undefined,
  now: number,
): Promise<string> {
  const { verify, name } = source;
  const stored =
    keys === undefined || verify.kind === 'none' ? {} : { [verify.key ?? name]: keys };
  const signingKeys = { get: async () => stored, reread: async () => stored };
  const request = { source, raw, requestId: 'r', receivedAt: now };
  try {
    const verdict = await proveSender(request, signingKeys, () => now);
    if (
      verdict.kind === 'verified' &&
      (verify.kind === 'none' || verify.require === undefined)
    )
      return verdict.kind;
    const read = await readRequest(source, raw, now, parseJsonBody);
    const { verified } = await openBody(request, verdict, read, signingKeys, () => now);
    return verified.kind;
  } catch (error) {
    if (error instanceof Rejection) return `${error.status} ${error.error}`;
    if (error instanceof TransientFailure) return `503 ${error.reason}`;
    throw error;
  }
}
