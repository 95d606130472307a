import { quote } from '../../lib/command-line.ts';
import type { SignedRequest } from './signed-request.ts';

/**
 * A curl command for a POSIX shell that sends the request with the body that lies in `bodyFile`,
 * byte for byte.
 */
export function curlCommand(
  baseUrl: string,
  { method, path, headers, body }: SignedRequest,
  bodyFile: string,
): string {
  const sent = Object.entries(headers).map(
    ([name, value]) => `  -H ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`,
  );
  const payload = body.length === 0 ? [] : [`  --data-binary ${quote(`@${bodyFile}`)}`];
  const verb = method === 'POST' && body.length > 0 ? '' : `-X ${method} `;
  return [
    `curl -i -w '\\n' ${verb}${quote(`${baseUrl}${path}`)}`,
    ...sent,
    ...payload,
  ].join(' \\\n');
}
