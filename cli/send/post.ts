import { validateHeaderValue } from 'node:http';
import { type Call, startCommand } from '../../lib/command-line.ts';
import { UserError } from '../../lib/report.ts';
import type { SignedRequest } from '../../local/start/signed-request.ts';
import type { Destination } from '../place/destination.ts';
import { exchange, type HttpAnswer } from './exchange.ts';

/**
 * Posts what was signed for the public URL to where the hook is, with the same query.
 * @throws UserError if nothing answers
 */
export async function post(
  destination: Destination,
  request: SignedRequest,
  call: Call,
): Promise<HttpAnswer> {
  const { url } = destination;
  checkHeaders(request.headers);
  try {
    return await exchange(`${url}${targetOf(destination, request)}`, request);
  } catch (error) {
    throw new UserError(
      `Nothing answers at ${url} (${codeOf(error)}). ` +
        `If it is to be the instance on this machine, start it with ${startCommand(call)}. ` +
        'If not, give its address with --to.',
    );
  }
}

/** Where the hook is at the place that is connected to, with the query of the request. */
export function targetOf({ pathThere }: Destination, { path }: SignedRequest): string {
  const [, query = ''] = /\?(.*)$/.exec(path) ?? [];
  return query === '' ? pathThere : `${pathThere}?${query}`;
}

function checkHeaders(headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers))
    try {
      validateHeaderValue(name, value);
    } catch {
      throw new UserError(
        `The header ${name} cannot be sent: no header can carry its value.`,
      );
    }
}

/** The code of the operating system, else what the error says. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  return 'code' in error ? String(error.code) : error.message;
}
