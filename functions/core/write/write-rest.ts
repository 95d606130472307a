import type { Delivery } from '../deliver/delivery.ts';
import { PermanentFailure } from '../errors.ts';
import type { Entry } from './field-write.ts';
import type { TakenContact } from './taken-contact.ts';
import {
  type Refusal,
  type WriteAnswer,
  type Written,
  writeFields,
} from './write-fields.ts';

/** What Bridge refused of an event; no fields where nobody can say which. */
export interface Refused {
  entries: Entry[];
  failure: PermanentFailure;
}

/** What became of an event's fields after they were refused together. */
export type RestAnswer =
  | ({ kind: 'written'; refused: Refused } & Written)
  | Exclude<WriteAnswer, { kind: 'written' | 'refused' }>;

/**
 * Sends what an event has besides the fields that Bridge named when it refused all of them. If it
 * takes that, it was these; if not, nobody can say which it was.
 * @param all the fields of one event: the older ones of a pack would have to be sent anew
 * @throws what `writeFields` throws
 */
export async function writeRest(
  { failure, named }: Refusal,
  all: Entry[],
  taken: TakenContact,
  delivery: Delivery,
): Promise<RestAnswer> {
  const entries = all.filter(([key]) => named.includes(key));
  const rest = all.filter((entry) => !entries.includes(entry));
  const isTold = entries.length > 0 && rest.length > 0;
  const answer = isTold ? await writeFields(rest, taken, delivery) : undefined;
  if (answer === undefined || answer.kind === 'refused')
    return { kind: 'written', decided: [], refused: { entries: [], failure } };
  return answer.kind === 'written' ? { ...answer, refused: { entries, failure } } : answer;
}

/** Why an event is parked, if it is. The fields come first, then codes. */
export function whyParked(
  notApplied: string[],
  refused: Refused | undefined,
): PermanentFailure | undefined {
  const lost = notApplied.join(', ');
  if (refused === undefined)
    return lost === '' ? undefined : new PermanentFailure('not-applied', { detail: lost });
  const { entries, failure } = refused;
  const fields = entries.map(([, { field }]) => field).join(', ');
  const what = [fields, failure.detail].filter(Boolean).join(': ');
  const detail = lost === '' ? what : `${what}; not applied: ${lost}`;
  return new PermanentFailure('refused', { detail, answer: failure.answer });
}
