import type { Misfit } from './convert-value.ts';
import type { FieldName, FieldValue } from './patch.ts';

/** Why an entry says nothing of its field. */
export type LeftOut = 'missing' | 'empty' | 'unknown-language' | Misfit;

/** What one entry of the map says about its field for one event, and why. */
export type FieldResult = {
  field: FieldName;
  from: string;
  overwrite: boolean;
  default: FieldValue | undefined;
  parkIfInvalid: boolean;
  /** The entry is `fullName`, and not the field's own. */
  isByFullName?: true | undefined;
} & (
  | { kind: 'set'; value: FieldValue }
  | { kind: 'clear' }
  | { kind: 'skip'; because: LeftOut }
  | { kind: 'invalid'; because: Misfit }
);
