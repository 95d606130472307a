import { removedValue } from '../../../functions/core/body/removed-value.ts';
import { parseEventTime } from '../../../functions/core/event-time.ts';
import { evaluate, type Scope } from '../../../functions/core/expression.ts';
import type { Candidate } from '../candidates.ts';
import { isCounter } from './is-counter.ts';
import { idHeaders, rankIds } from './rank-ids.ts';
import { peopleIn, rankPersonIds } from './rank-person-ids.ts';
import { aroundIn, rankTimes } from './rank-times.ts';
import type { Scored } from './scored.ts';

/** What an event is known by, and what is only said of it. */
export interface PickedIdentity {
  id: string[] | undefined;
  time: string | undefined;
  /** Paths of counters of attempts. */
  except: string[];
  /** What could be the sender's own id of the person. */
  externalId: string | undefined;
}

/** Ids, times and counters are read from what every event of the request has. */
export async function pickIdentity(
  scopes: readonly Scope[],
  candidates: readonly Candidate[],
  timeZone: string,
): Promise<PickedIdentity> {
  const people = peopleIn(candidates);
  const isSplit = scopes.some(({ request, event }) => request !== event);
  const time = await firstOf(
    scopes,
    rankTimes(scopes, candidates, await aroundIn(scopes)),
    (values) => values.every((value) => parseEventTime(value, timeZone) !== undefined),
  );
  const ids = rankIds(candidates, people, isSplit);
  const id = await firstOf(
    scopes,
    [...(isSplit ? [] : idHeaders(scopes)), ...ids],
    areIds,
  );
  return {
    id: id && withTime(id, time),
    time: time?.expression,
    except: candidates.filter(isCounter).map(({ expression }) => expression),
    externalId: (
      await firstOf(scopes, rankPersonIds(candidates, people, id), areIds, true)
    )?.expression,
  };
}

/** An id that could be that of the webhook, or of an appointment, is one together with the time. */
function withTime(id: Scored, time: Scored | undefined): string[] | undefined {
  if (id.score > 4) return [id.expression];
  const isEvents = time !== undefined && time.score >= 8;
  return isEvents ? [id.expression, time.expression] : undefined;
}

async function firstOf(
  scopes: readonly Scope[],
  ranked: readonly Scored[],
  fits: (values: unknown[]) => boolean,
  canMiss = false,
): Promise<Scored | undefined> {
  for (const one of ranked) {
    const values = await Promise.all(
      scopes.map(async (scope) => {
        const result = await evaluate(one.expression, scope);
        return result.ok ? result.value : undefined;
      }),
    );
    const there = canMiss ? values.filter((value) => value !== undefined) : values;
    if (there.length > 0 && fits(there)) return one;
  }
  return undefined;
}

/** Events of one request that share an id would be one. */
function areIds(values: unknown[]): boolean {
  return values.every(
    (value) =>
      (typeof value === 'number' || typeof value === 'string') &&
      String(value).trim() !== '' &&
      !String(value).includes(removedValue),
  );
}
