import { UserError } from '../../lib/report.ts';
import { judgeKey, type KeyComplaint } from '../../local/keys/judge-key.ts';
import type { KeyForm } from '../../local/keys/key-form.ts';
import type { KeyKind } from '../../local/keys/keys-file.ts';

/** A key that can be set: which secret it is in, its name there, and the form a source gives it. */
export interface Slot {
  kind: KeyKind;
  name: string;
  form: KeyForm;
}

interface CheckOptions {
  isDeployed: boolean;
  /** Takes a key that can be guessed or is short, as some vendors dictate one. */
  allowWeak: boolean;
}

/**
 * A key as it was given, without the line end a pipe adds and with PEM in one line; and a warning
 * where it is weak.
 * @throws UserError for what cannot be one, with what to do; it holds nothing of the value
 */
export function checkKey(
  given: string,
  { kind, form }: Slot,
  { isDeployed, allowWeak }: CheckOptions,
): { value: string; warning: string | undefined } {
  const isPem =
    form.publicKeyOf !== undefined && given.trimStart().startsWith('-----BEGIN');
  const value = isPem ? given.trim().replace(/\s+/g, ' ') : given.replace(/\r?\n$/, '');
  const complaint = judgeKey(value, form, { isDeployed });
  if (complaint === undefined) return { value, warning: undefined };
  const what = `The key ${complaint.what}.`;
  if (complaint.kind === 'weak' && allowWeak)
    return {
      value,
      warning: `${what} Whoever finds it out can change contacts in your name.`,
    };
  throw new UserError(`${what} ${cureOf(complaint, kind, form)} Nothing was changed.`);
}

function cureOf(
  { kind }: KeyComplaint,
  of: KeyKind,
  { keyEncoding, publicKeyOf }: KeyForm,
): string {
  if (kind === 'unusable') return 'Copy it again, without anything around it.';
  if (of === 'bridge') return `Create a key in Bridge and copy it whole.${orAllow(kind)}`;
  if (publicKeyOf !== undefined) return 'Copy the public key that the sender publishes.';
  const make = `openssl rand ${keyEncoding === 'base64' ? '-base64' : '-hex'} 32`;
  return (
    `Copy the real one from where it was issued; if you may choose it, make one: ${make}.` +
    orAllow(kind)
  );
}

function orAllow(kind: KeyComplaint['kind']): string {
  return kind === 'weak' ? ' If the other side dictates this one: --allow-weak.' : '';
}
