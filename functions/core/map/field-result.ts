import type { Misfit } from './convert-value.ts';
import type { FieldName, FieldValue } from './patch.ts';

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
  | { kind: 'skip'; because: 'missing' | 'empty' | 'unknown-language' | Misfit }
  | { kind: 'invalid'; because: Misfit }
);
