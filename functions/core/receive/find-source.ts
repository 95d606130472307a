import { bodyTooLarge, limitsOf } from '../body/body-limits.ts';
import type { DeployedConfig } from '../config/bridge-schema.ts';
import type { Source } from '../config/source-schema.ts';
import { Rejection } from '../errors.ts';
import type { RawRequest } from '../verify/signature.ts';

/** A request as it arrives. */
export interface Arrival {
  raw: RawRequest;
  requestId: string;
  /** Ms since 1970. */
  receivedAt: number;
}

/** A request to a source. Who sent it is not known yet. */
export interface FoundRequest extends Arrival {
  source: Source;
}

/** The source of that name, if there is one. */
export function lookUpSource(
  { sources }: DeployedConfig,
  name: string | undefined,
): Source | undefined {
  return name !== undefined && Object.hasOwn(sources, name) ? sources[name] : undefined;
}

/**
 * Finds the source that a hook's address names.
 * @throws Rejection 404 if there is none, 413 if the body is larger than its source takes
 */
export function findSource(
  config: DeployedConfig,
  name: string | undefined,
  arrival: Arrival,
): FoundRequest {
  const source = lookUpSource(config, name);
  if (source === undefined)
    throw new Rejection(404, 'unknown-source', 'There is no hook at this address.');
  const { requestBytes } = limitsOf(source);
  if (arrival.raw.body.length > requestBytes) throw bodyTooLarge(requestBytes);
  return { source, ...arrival };
}
