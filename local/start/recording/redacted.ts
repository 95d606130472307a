import type { BodyText } from '../../../functions/core/body/body-text.ts';

export type Readable = Pick<BodyText, 'text' | 'read'>;

/** Whether what stands beside a name is a secret. */
export type IsSecret = (name: string) => boolean;

/** A text without the values beside secrets' names. */
export interface Redacted {
  text: string;
  /** The names whose values were removed. */
  names: string[];
  /** Those values. They reach neither a file nor the console. */
  values: string[];
}
