import type { FieldValue } from '../../functions/core/map/patch.ts';
import type {
  Decided,
  FieldReason,
  Said,
} from '../../functions/core/reasons/field-reason.ts';

/**
 * Why a field came to what it did, in words: what the map said, as `preview` says it, and what
 * deliver decided after it, as far as that is known.
 * @param byDefault what is written if the contact is created, where it is known
 */
export function describeReason(
  { said, decided, isOfDefault }: FieldReason,
  byDefault: FieldValue | undefined,
): string {
  const parts = said === undefined ? [] : [describeSaid(said, byDefault)];
  if (decided !== undefined)
    parts.push(`${isOfDefault ? 'the default: ' : ''}${describeDecided(decided)}`);
  return parts.join('; ');
}

function describeSaid(said: Said, byDefault: FieldValue | undefined): string {
  const { kind, because, isOnlyIfNone, hasDefault } = said;
  switch (kind) {
    case 'set':
      return isOnlyIfNone ? 'set, only if Bridge has none' : 'set';
    case 'clear':
      return isOnlyIfNone ? 'left as it is: overwrite is false' : 'cleared';
    case 'skip': {
      const value = byDefault === undefined ? 'the default' : shortValue(byDefault);
      const rest = hasDefault ? `; ${value} if it creates the contact` : '';
      return `skipped: ${because}${rest}`;
    }
    case 'invalid':
      return describeInvalid(because);
  }
}

function describeInvalid(because: string | undefined): string {
  return `invalid: ${because}; the event is parked`;
}

const words: Readonly<Record<string, string>> = {
  sent: 'sent',
  'sent-before': 'sent by an earlier try',
  stale: 'stale, something newer was there',
  same: 'not sent, Bridge has it as it is',
  kept: 'not sent, Bridge has one',
  'not-taken': 'sent, and Bridge did not take it; the event is parked',
  'cannot-clear': 'not sent, Bridge cannot clear it; the event is parked',
  refused: 'refused by Bridge; the event is parked',
  'refused-together':
    'refused by Bridge with the others, and nobody can say for which; the event is parked',
  forbidden: 'refused by Bridge, the contact may not be written; the event is parked',
} satisfies Record<Exclude<Decided, `skip ${string}` | `invalid ${string}`>, string>;

/** A code that this version does not know is shown as it is. */
function describeDecided(decided: Decided): string {
  const known = words[decided];
  if (known !== undefined) return known;
  const [kind, ...because] = decided.split(' ');
  if (kind === 'invalid') return describeInvalid(because.join(' '));
  return kind === 'skip' ? `skipped: ${because.join(' ')}` : decided;
}

function shortValue(value: FieldValue): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' && value !== null ? value.identifier : String(value);
}
