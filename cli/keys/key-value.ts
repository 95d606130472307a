import type { MacVerification } from '../../functions/core/config/verify-schema.ts';
import { decodeKey } from '../../functions/core/receive/signature.ts';
import { UserError } from '../../lib/report.ts';
import { isFakeKey } from '../../local/keys/fake-keys.ts';

/** How a source writes its key; nothing where any text will do. */
export type KeyForm = Partial<Pick<MacVerification, 'keyEncoding' | 'keyPrefix'>>;

const placeholders =
  /^(change[-_ ]?me|replace[-_ ]?me|your[-_ ].*|.*[-_]here|placeholder|example|secret|password|todo|tbd|none|null|undefined|x{3,}|\*+|\.{3,}|…+|<.*>|\{.*\}|\$\{?\w+\}?)$/i;

/**
 * A key as it was given, without the line end a pipe adds.
 * @throws UserError for what cannot be one: it says what is wanted and holds nothing of the value
 */
export function checkKey(
  given: string,
  form: KeyForm,
  { isDeployed }: { isDeployed: boolean },
): string {
  const value = given.replace(/\r?\n$/, '');
  if (value === '') throw new UserError('The key is empty. Nothing was changed.');
  if (/[\s\p{C}]/u.test(value))
    throw new UserError(
      'The key has a blank or a control character in it. Copy it again, without any around it.',
    );
  if (placeholders.test(value))
    throw new UserError(
      'That is a placeholder, not a key. Copy the real one from where it was issued.',
    );
  if (isDeployed && isFakeKey(value))
    throw new UserError(
      'That is a made-up key of the local run. Copy the real one from where it was issued.',
    );
  const { keyEncoding = 'utf8', keyPrefix } = form;
  if (decodeKey(value, { keyEncoding, keyPrefix }) === undefined) {
    const prefix = keyPrefix === undefined ? '' : `, with or without ${keyPrefix} before it`;
    throw new UserError(
      'The key is not in the form its source says: ' +
        `it has to be ${formNames[keyEncoding]}${prefix}.`,
    );
  }
  return value;
}

const formNames = {
  utf8: 'text',
  hex: 'hexadecimal (0-9 and a-f, two for a byte)',
  base64: 'base64',
};
