import { quote } from '../../lib/command-line.ts';
import type { SignedRequest } from './signed-request.ts';

/**
 * A curl command for a POSIX shell that sends the request byte for byte.
 * @param bodyFile where its body lies; `undefined` puts the body into the command, see `canBeTyped`
 */
export function curlCommand(
  baseUrl: string,
  { method, path, headers, body }: SignedRequest,
  bodyFile: string | undefined,
): string {
  const sent = Object.entries(headers).map(
    ([name, value]) => `  -H ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`,
  );
  const data =
    bodyFile === undefined
      ? `  --data-raw ${quote(body.toString())}`
      : `  --data-binary ${quote(`@${bodyFile}`)}`;
  const payload = body.length === 0 ? [] : [data];
  const verb = method === 'POST' && body.length > 0 ? '' : `-X ${method} `;
  return [
    `curl -i -w '\\n' ${verb}${quote(`${baseUrl}${path}`)}`,
    ...sent,
    ...payload,
  ].join(' \\\n');
}

const mostTypedBytes = 8 * 1024;

/**
 * Whether a body can be in a command that somebody pastes: a few KB of text in UTF-8, without
 * characters that a terminal acts upon. A line break is none of them within quotes.
 */
export function canBeTyped(body: Buffer): boolean {
  if (body.length > mostTypedBytes) return false;
  const text = body.toString();
  return Buffer.from(text).equals(body) && /^(?:\n|\P{Cc})*$/u.test(text);
}
