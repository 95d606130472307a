import type { Misfit } from './convert-value.ts';
import type { FieldName, FieldValue } from './patch.ts';

type LeftOut = 'missing' | 'empty' | 'unknown-language' | Misfit;

/** What one entry of the map says about its field for one event, and why. */
export type FieldResult = {
  field: FieldName;
  from: string;
  overwrite: boolean;
  default: FieldValue | undefined;
  parkIfInvalid: boolean;
} & (
  | { kind: 'set'; value: FieldValue }
  | { kind: 'clear' }
  | { kind: 'skip'; because: LeftOut }
  | { kind: 'invalid'; because: Misfit }
);

/** The field with a language that Bridge has no word for, and the code; `undefined` if none. */
export function describeUnknownLanguage(results: FieldResult[]): string | undefined {
  const found = results.find(
    (result) => result.kind === 'skip' && result.because === 'unknown-language',
  );
  return found && `${found.field}: unknown-language`;
}
