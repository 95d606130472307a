import type { Attempt } from '../../../functions/core/memory/event-record.ts';
import type { AttemptView } from '../../../local/console/api/event.ts';
import type { Exchange } from '../../../local/console/timeline/kept-http.ts';
import { describeAttempt } from '../../events/timeline.ts';

/**
 * The calls that were made for an event, oldest first: those that the ledger knows, each with its
 * exchange where that was recorded, and the others that were recorded.
 */
export function showAttempts(attempts: Attempt[], exchanges: Exchange[]): AttemptView[] {
  const exchangeOf = pairs(attempts, exchanges);
  const paired = new Set(exchangeOf.values());
  return [
    ...attempts.map((attempt) => showAttempt(attempt, exchangeOf.get(attempt))),
    ...exchanges.filter((one) => !paired.has(one)).map(showExchange),
  ].sort((a, b) => a.at - b.at);
}

/**
 * An attempt is noted just before its PATCH: each has the first that came after it. In its place a
 * call on the way to the PATCH is noted that failed, just after it.
 */
function pairs(attempts: Attempt[], exchanges: Exchange[]): Map<Attempt, Exchange> {
  const found = new Map<Attempt, Exchange>();
  for (const [index, attempt] of attempts.entries()) {
    const next = attempts[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const taken = new Set(found.values());
    const open = exchanges.filter((one) => !taken.has(one));
    const exchange =
      open.find(
        (one) => one.method === 'PATCH' && one.at >= attempt.at && one.at <= next,
      ) ?? open.findLast((one) => attempt.failed && isFailed(one) && one.at <= attempt.at);
    if (exchange !== undefined) found.set(attempt, exchange);
  }
  return found;
}

function isFailed({ status = 0 }: Exchange): boolean {
  return status < 200 || status > 299;
}

function showAttempt(attempt: Attempt, exchange: Exchange | undefined): AttemptView {
  const { at, failed, status } = attempt;
  return {
    at,
    method: exchange?.method ?? (failed === undefined ? 'PATCH' : ''),
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
