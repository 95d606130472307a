import { inject } from 'vitest';

/**
 * Synthesises a configuration directory with the real bundles, once per test run. Gives the
 * assembly's directory.
 *
 * @throws Error with what the synthesis says
 */
export async function assemblyOf(configDir: string): Promise<string> {
  const response = await fetch(inject('synthesis'), { method: 'POST', body: configDir });
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return answer;
}
