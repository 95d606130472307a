import { UserError } from '../../lib/report.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * The real API, if the environment names it.
 * @throws UserError if it names half of it
 */
export function realBridge(
  env: Terminal['env'],
): { baseUrl: string; apiKey: string } | undefined {
  const { BRIDGE_API_KEY: apiKey, BRIDGE_BASE_URL: baseUrl } = env;
  if (!apiKey && !baseUrl) return undefined;
  if (!apiKey) throw halfNamed('BRIDGE_BASE_URL', 'BRIDGE_API_KEY');
  if (!baseUrl) throw halfNamed('BRIDGE_API_KEY', 'BRIDGE_BASE_URL');
  if (URL.canParse(baseUrl) && /^https?:/.test(baseUrl))
    return { apiKey, baseUrl: baseUrl.replace(/\/+$/, '') };
  throw new UserError(
    'BRIDGE_BASE_URL is not a URL. ' +
      'Write scheme and host, for example https://api-connect-us.bridge.new',
  );
}

function halfNamed(set: string, missing: string): UserError {
  return new UserError(
    `${set} is set and ${missing} is not. ` +
      'Set both to use the real API, or neither to use the simulator.',
  );
}
