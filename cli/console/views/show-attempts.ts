import type { Attempt } from '../../../functions/core/memory/event-record.ts';
import type { AttemptView } from '../../../local/console/api/event.ts';
import type { Exchange } from '../../../local/console/timeline/kept-http.ts';
import { describeAttempt } from '../../events/timeline.ts';

/**
 * The calls that were made for an event, oldest first: those that the ledger knows, each with its
 * exchange where that was recorded, and the others that were recorded.
 */
export function showAttempts(attempts: Attempt[], exchanges: Exchange[]): AttemptView[] {
  const patches = exchanges.filter(({ method }) => method === 'PATCH');
  const exchangeOf = pairs(attempts, patches);
  const paired = new Set(exchangeOf.values());
  return [
    ...attempts.map((attempt) => showAttempt(attempt, exchangeOf.get(attempt))),
    ...exchanges.filter((one) => !paired.has(one)).map(showExchange),
  ].sort((a, b) => a.at - b.at);
}

/** An attempt is noted just before its PATCH: each has the first that came after it. */
function pairs(attempts: Attempt[], patches: Exchange[]): Map<Attempt, Exchange> {
  const found = new Map<Attempt, Exchange>();
  for (const [index, attempt] of attempts.entries()) {
    const next = attempts[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const taken = new Set(found.values());
    const exchange = patches.find(
      (one) => one.at >= attempt.at && one.at <= next && !taken.has(one),
    );
    if (exchange !== undefined) found.set(attempt, exchange);
  }
  return found;
}

function showAttempt(attempt: Attempt, exchange: Exchange | undefined): AttemptView {
  const { at, failed, status } = attempt;
  return {
    at,
    method: exchange?.method ?? 'PATCH',
    status: exchange?.status ?? status,
    ms: exchange?.ms,
    failed,
    words: describeAttempt(attempt),
    ...bodiesOf(exchange),
  };
}

function showExchange(exchange: Exchange): AttemptView {
  const { at, method, path, status, ms } = exchange;
  return { at, method, status, ms, words: wordsFor(method, path), ...bodiesOf(exchange) };
}

/** What else is asked of Bridge, by the calls that docs/bridge-behaviour.md is about. */
function wordsFor(method: string, path: string): string {
  if (method === 'PATCH') return 'sent to Bridge';
  if (method === 'POST') return 'created in Bridge';
  if (path.includes('/settings/attributes')) return 'attributes read';
  return /\/contacts\/[^/?]+$/.test(path) ? 'contact read' : 'contacts searched';
}

function bodiesOf(exchange: Exchange | undefined) {
  return { sent: exchange?.sent, answered: exchange?.answered, isMasked: false };
}
