import { fieldWords, type SoughtField, soughtFields } from './vocabulary.ts';
import { toWords } from './words.ts';

/** The fields that a name or a question could be of. */
export function fieldsNamed(text: string): SoughtField[] {
  return soughtFields.filter((field) => fieldWords[field].test(toWords(text)));
}
