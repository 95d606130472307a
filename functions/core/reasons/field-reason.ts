import type { AttributeMisfit } from '../bridge/custom-attributes.ts';
import type { FieldResult, LeftOut } from '../map/field-result.ts';
import type { FieldName } from '../map/patch.ts';

/** What the map said of a field, without its value. */
export interface Said {
  kind: FieldResult['kind'];
  /** Of what is skipped or invalid. */
  because?: LeftOut | undefined;
  /** `overwrite: false`: only where Bridge has nothing. */
  isOnlyIfNone?: true | undefined;
  /** There is a default for a contact that is created. */
  hasDefault?: true | undefined;
  /** It was the entry `fullName`, and not the field's own. */
  isByFullName?: true | undefined;
}

/** What deliver decided after the map. */
export type Decided =
  | 'sent'
  /** Committed by a delivery that vanished before it could say so. */
  | 'sent-before'
  | 'stale'
  /** Bridge has this value. */
  | 'same'
  /** It is written only where there is nothing, and there is something. */
  | 'kept'
  /** The contact was looked at afterwards, and does not show it. */
  | 'not-taken'
  /** It clears a field, which Bridge is known to ignore. */
  | 'cannot-clear'
  | 'refused'
  /** All were refused, and nobody can say for which. */
  | 'refused-together'
  | 'forbidden'
  /** The workspace has no such attribute or option: for that the event is parked, or it is not. */
  | `invalid ${AttributeMisfit}`
  | `skip ${AttributeMisfit}`;

/** Why a field came to what it did: codes, never values (G10). */
export interface FieldReason {
  field: string;
  /** Absent in records of versions before 0.2, which kept what was sent and what was stale. */
  said?: Said | undefined;
  /** Absent where it was not decided upon: the event ended before, or there was nothing to send. */
  decided?: Decided | undefined;
  /** What was decided is about the default, and not about the event's own value. */
  isOfDefault?: true | undefined;
}

/** By the field, as the map has it. */
export type Decisions = ReadonlyMap<FieldName, Decided>;

/** What an entry of the map said, without the value. */
export function saidOf(result: FieldResult): Said {
  return {
    kind: result.kind,
    because: 'because' in result ? result.because : undefined,
    isOnlyIfNone: result.overwrite ? undefined : true,
    hasDefault: result.default === undefined ? undefined : true,
    isByFullName: result.isByFullName,
  };
}

/** What an event would write, as far as its reasons are about it. */
interface Writes {
  writes: ReadonlyMap<string, { field: FieldName; isDefault?: boolean | undefined }>;
  misfits: Decisions;
}

/**
 * The reasons of all fields of a map, in its order.
 * @param decisions on what the event writes; none if it ended before
 */
export function toReasons(
  results: FieldResult[],
  { writes, misfits }: Writes = { writes: new Map(), misfits: new Map() },
  decisions: Decisions = new Map(),
): FieldReason[] {
  const defaults = [...writes.values()].filter(({ isDefault }) => isDefault);
  return results.map((result) => {
    const { field } = result;
    const own = decisions.get(field);
    const isOfDefault = own !== undefined && defaults.some((one) => one.field === field);
    return {
      field,
      said: saidOf(result),
      decided: own ?? misfits.get(field),
      isOfDefault: isOfDefault || undefined,
    };
  });
}

/** The fields that were written; `undefined` if nothing came so far that it could be. */
export function sentIn(reasons: FieldReason[] | undefined): string[] | undefined {
  return fieldsWith(reasons, /^sent/);
}

/** The fields for which something newer was there; `undefined` as for {@link sentIn}. */
export function staleIn(reasons: FieldReason[] | undefined): string[] | undefined {
  return fieldsWith(reasons, /^stale$/);
}

function fieldsWith(reasons: FieldReason[] = [], wanted: RegExp): string[] | undefined {
  const decided = reasons.filter(
    (one) => one.decided && !/^(skip|invalid) /.test(one.decided),
  );
  if (decided.length === 0) return undefined;
  return decided.flatMap((one) => (wanted.test(one.decided ?? '') ? [one.field] : []));
}

/** The field with a language that Bridge has no word for, and the code; `undefined` if none. */
export function unknownLanguageIn(reasons: FieldReason[] = []): string | undefined {
  const found = reasons.find(({ said }) => said?.because === 'unknown-language');
  return found && `${found.field}: unknown-language`;
}

/** The fields that did not fit, with codes and no values; `''` if all did. */
export function invalidIn(reasons: FieldReason[]): string {
  return reasons
    .flatMap(({ field, said, decided = '' }) => {
      const [, misfit] = decided.split('invalid ');
      const because = said?.kind === 'invalid' ? said.because : misfit;
      return because === undefined ? [] : [`${field}: ${because}`];
    })
    .join(', ');
}
