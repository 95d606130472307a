import type { Provider } from '../../lib/providers/providers.ts';
import { UsageError } from '../../lib/report.ts';
import { ask, canAsk } from '../terminal/prompt.ts';
import type { Asking } from './answers.ts';

/**
 * Whose account requests have to be of, where the proof of a provider does not say that. Without an
 * answer those of every account count.
 * @throws UsageError if it was given, and nothing of the provider's requests says it
 */
export async function answerAccount(
  { about: { account, title } }: Provider,
  given: string | undefined,
  { terminal, yes }: Asking,
): Promise<string | undefined> {
  if (account === undefined) {
    if (given === undefined) return undefined;
    throw new UsageError(`--account ${given}: the proof of ${title} says whose it is.`);
  }
  if (given !== undefined || yes || !canAsk(terminal)) return given;
  const answer = await ask(terminal, {
    message: `${account.title}? Requests of others are refused then (all of them: Enter).`,
    initial: '',
    complain: () => undefined,
  });
  return answer === '' ? undefined : answer;
}
