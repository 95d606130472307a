import { removedValue } from '../../functions/core/body/removed-value.ts';
import type { VerificationInput } from '../../functions/core/config/verify-schema.ts';
import { isRecord } from '../../functions/core/json.ts';
import { readQuery } from '../../functions/core/receive/read-query.ts';
import type { SavedRequest } from '../../lib/config/samples/saved-request.ts';
import { isSecretName } from '../start/recording/secret-names.ts';

/** How a sender could be proved of which no scheme is known. */
export interface PickedProof {
  verify: VerificationInput;
  /** Whether the request carries the secret; else it has to be put into the URL. */
  isCarried: boolean;
  /** Headers that look like a signature. */
  signatures: string[];
}

const secretName =
  /secret|token|passw|pass_?phrase|key$|clave|segredo|bearer|(?:^|[-_])auth|credential/i;
const signatureName = /signature|(?:^|-)(?:sig|sign|hmac|digest|hash|mac)(?:-|$)/i;
/** What goes on with a session, or what the way adds. */
const noSecret =
  /^(?:cookie|host|via|connection|x-forwarded-.*|x-amz.*|.*-id|.*idempotency.*)$/;

/**
 * A secret that the request carries at a place of its own; else one in the URL. Never an open hook.
 * A sender that signs can send a token that is another each time: there the URL is proposed.
 */
export function pickProof(request: SavedRequest, body: unknown): PickedProof {
  const signatures = Object.keys(request.headers).filter((name) =>
    signatureName.test(name),
  );
  const isSigned = signatures.length > 0;
  const carried = isSigned
    ? undefined
    : (inHeaders(request.headers) ?? inQuery(request.query) ?? inBody(body));
  const inUrl = { kind: 'sharedSecret', in: 'query', name: 'secret' } as const;
  return { verify: carried ?? inUrl, isCarried: carried !== undefined, signatures };
}

function inHeaders(headers: Record<string, string>): VerificationInput | undefined {
  const { authorization } = headers;
  // A signed token is another each time.
  if (authorization !== undefined && !/(?:^| )eyJ/.test(authorization)) {
    if (/^basic\b/i.test(authorization)) return { kind: 'sharedSecret', in: 'basic' };
    return inHeader('authorization', authorization);
  }
  const found = Object.entries(headers).find(
    ([name, value]) => value !== '' && !noSecret.test(name) && secretName.test(name),
  );
  return found && inHeader(...found);
}

function inHeader(name: string, value: string): VerificationInput {
  const [prefix] = /^[A-Za-z][\w-]{0,15} +/.exec(value) ?? [];
  const place = { kind: 'sharedSecret', in: 'header', name } as const;
  return prefix === undefined ? place : { ...place, prefix };
}

function inQuery(query: string): VerificationInput | undefined {
  const parameters = Object.entries(readQuery(query));
  const found =
    parameters.find(([name]) => secretName.test(name)) ??
    parameters.find(([, value]) => value === removedValue);
  return found && { kind: 'sharedSecret', in: 'query', name: found[0] };
}

/** Only high up: what stands in the data is the person's. */
function inBody(body: unknown): VerificationInput | undefined {
  if (!isRecord(body)) return undefined;
  const found = Object.entries(body).find(
    ([name, value]) =>
      typeof value === 'string' &&
      value !== '' &&
      secretName.test(name) &&
      isSecretName(name) &&
      (name !== 'key' || value === removedValue) &&
      /^[A-Za-z_]\w*$/.test(name),
  );
  return found && { kind: 'sharedSecret', in: 'body', name: found[0] };
}
