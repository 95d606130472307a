import type { LeftOut } from '../../../core/map/field-result.ts';
import type { Decided, FieldReason, Said } from '../../../core/reasons/field-reason.ts';
import * as z from '../../../core/shape.ts';
import { fieldOf, shortName } from './field-names.ts';

/** The first of the letters that stand for codes. */
const firstLetter = 97;

/** Letters behind a code, each for what else was said. */
const flags = [
  ['isOnlyIfNone', 'n'],
  ['hasDefault', 'd'],
  ['isByFullName', 'f'],
] as const;
const ofDefault = 'default ';

/**
 * Reasons as they lie in an item, where each byte is paid for with every write: the fields in the
 * order of the map, attributes behind a dot; each code once; and a letter for each field that says
 * which code is its own. A code is what the map said and what was decided: `set|sent`,
 * `skip missing+d|default sent`, `|stale`.
 */
export function packReasons(reasons: FieldReason[]) {
  const codes = [...new Set(reasons.map(toCode))];
  const letters = reasons.map((reason) =>
    String.fromCharCode(firstLetter + codes.indexOf(toCode(reason))),
  );
  return {
    fields: reasons.map(({ field }) => shortName(field)),
    codes,
    of: letters.join(''),
  };
}

/** Reasons of an item. Words that this version does not know are passed on as they are. */
export const reasonsSchema = z.pipe(
  z.object({
    fields: z.array(z.string()),
    codes: z.array(z.string()),
    of: z.string(),
  }),
  z.transform(({ fields, codes, of }): FieldReason[] =>
    fields.map((field, index) => ({
      field: fieldOf(field),
      ...fromCode(codes[of.charCodeAt(index) - firstLetter] ?? ''),
    })),
  ),
);

function toCode({ said, decided, isOfDefault }: FieldReason): string {
  if (decided === undefined) return saidCode(said);
  return `${saidCode(said)}|${isOfDefault ? ofDefault : ''}${decided}`;
}

function saidCode(said: Said | undefined): string {
  if (said === undefined) return '';
  const { kind, because } = said;
  const letters = flags.map(([name, letter]) => (said[name] ? letter : '')).join('');
  return `${kind}${because ? ` ${because}` : ''}${letters && `+${letters}`}`;
}

function fromCode(code: string): Omit<FieldReason, 'field'> {
  const [text = '', decided] = code.split('|');
  const isOfDefault = decided?.startsWith(ofDefault) || undefined;
  const rest = isOfDefault ? decided?.slice(ofDefault.length) : decided;
  return {
    said: toSaid(text),
    decided: isWord<Decided>(rest) ? rest : undefined,
    isOfDefault,
  };
}

function toSaid(text: string): Said | undefined {
  const [, kind, because, letters = ''] =
    /^(\w+)(?: ([^+]*))?(?:\+(\w+))?$/.exec(text) ?? [];
  if (!isWord<Said['kind']>(kind)) return undefined;
  const said: Said = { kind, because: isWord<LeftOut>(because) ? because : undefined };
  for (const [name, letter] of flags) if (letters.includes(letter)) said[name] = true;
  return said;
}

/** One of our own words. Its type says which there are; other versions may have others. */
function isWord<T extends string>(text: string | undefined): text is T {
  return text !== undefined;
}
