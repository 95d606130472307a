import { removedValue } from '../../functions/core/body/removed-value.ts';
import type { MacVerification } from '../../functions/core/config/verify-schema.ts';
import { keyFault } from '../../functions/core/key-text.ts';
import {
  type PublicKeyAlgorithm,
  readPublicKey,
} from '../../functions/core/verify/keys/public-key.ts';
import { decodeKey } from '../../functions/core/verify/signature.ts';
import { isFakeKey } from './fake-keys.ts';
import type { KeyForm } from './key-form.ts';

/** What is wrong with a key: `what` goes on after "the key", and holds nothing of its value. */
export interface KeyComplaint {
  /** `weak`: it would work, and somebody could guess it. */
  kind: 'unusable' | 'placeholder' | 'made-up' | 'wrong-form' | 'weak';
  what: string;
}

/**
 * 128 bits. Whoever sees one signed request can try keys against it at home, so a key has to be
 * beyond trying; NIST SP 800-107 asks for 112 bits at least, Standard Webhooks for 192.
 */
const leastBytes = 16;
/** Fewer different characters come from a hand, not from chance. */
const leastDifferent = 6;

/** What documentation and people write where a key belongs. */
const words =
  /change|replace|insert|paste|enter|your|this|here|with|secret|passwor[dt]|token|api|key|sign(ing|ature)?|webhook|hook|bridge|example|sample|dummy|fake|demo|placeholder|test(ing)?|todo|tbd|none|null|undefined|default|admin|hello|world|welcome|letmein|qwert[yz]\w*|asdf\w*|super|very|good|some|foo|bar/gi;
/** The numbers that people add to them. */
const numbers = /123\d*|(19|20)\d\d/g;
/** As long as this, what stands beside such words was meant; only longer, it is hard to guess. */
const leastBesideWords = { meant: 3, safe: 8 };

const templates =
  /^(\\?\$\{?[\w.-]*\}?|<.*>|\[.*\]|\{.*\}|%.*%|.*(\$\{.*\}|\{\{.*\}\}|<[a-z _-]+>).*)$/i;
const vendorPrefix = /^(whsec|sk|pk|rk)_((live|test)_)?/i;

/**
 * What is wrong with a key; `undefined` if nothing is. One that was made up here is as good as any
 * on this machine, and known to everybody, so it is none for a deployed stack.
 */
export function judgeKey(
  value: unknown,
  form: KeyForm,
  { isDeployed }: { isDeployed: boolean },
): KeyComplaint | undefined {
  const fault = keyFault(value);
  if (typeof value !== 'string' || fault !== undefined)
    return { kind: 'unusable', what: describeFault(fault) };
  if (isFakeKey(value))
    return isDeployed
      ? { kind: 'made-up', what: 'is a made-up key of the local run' }
      : undefined;
  const { keyEncoding = 'utf8', keyPrefix, publicKeyOf } = form;
  if (publicKeyOf !== undefined) return judgePublicKey(value, publicKeyOf, keyPrefix);
  const text = value.replace(vendorPrefix, '');
  if (isPlaceholder(text)) return { kind: 'placeholder', what: 'is a placeholder' };
  const bytes = decodeKey(value, { keyEncoding, keyPrefix });
  if (bytes === undefined)
    return { kind: 'wrong-form', what: describeForm(keyEncoding, keyPrefix) };
  return judgeStrength(text, bytes);
}

function judgePublicKey(
  value: string,
  algorithms: PublicKeyAlgorithm[],
  keyPrefix = '',
): KeyComplaint | undefined {
  const text = value.startsWith(keyPrefix) ? value.slice(keyPrefix.length) : value;
  if (algorithms.some((each) => readPublicKey(text, each) !== undefined)) return undefined;
  const wanted = `it has to be a public key for ${algorithms.join(' or ')}: PEM, JWK or raw`;
  return { kind: 'wrong-form', what: `is not in the form its source says: ${wanted}` };
}

/** What to say of a value that `keyFault` gives this code for. */
export function describeFault(fault: string | undefined): string {
  if (fault === 'empty') return 'is empty';
  if (fault === undefined || !fault.startsWith('U+')) return `cannot be used (${fault})`;
  return `has a blank at an end, a line break or an invisible character (${fault})`;
}

function describeForm(
  encoding: MacVerification['keyEncoding'],
  prefix: string | undefined,
): string {
  const place = prefix === undefined ? '' : `, with or without ${prefix} before it`;
  return `is not in the form its source says: it has to be ${formNames[encoding]}${place}`;
}

const formNames = {
  utf8: 'text',
  hex: 'hexadecimal (0-9 and a-f, two for a byte)',
  base64: 'base64',
};

function isPlaceholder(text: string): boolean {
  const plain = lettersOf(text);
  if (
    text === removedValue ||
    templates.test(text) ||
    plain === '' ||
    /^(.)\1*$/u.test(plain)
  )
    return true;
  return hasWords(plain, leastBesideWords.meant);
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}

/** Whether there are words that people write for a key, and less than `least` beside them. */
function hasWords(plain: string, least: number): boolean {
  const beside = plain.replace(words, '');
  return beside.length < plain.length && beside.replace(numbers, '').length < least;
}

function judgeStrength(text: string, bytes: Buffer): KeyComplaint | undefined {
  if (text.includes(' '))
    return {
      kind: 'weak',
      what: 'has a blank in it: words are guessed, or more was copied',
    };
  if (bytes.length < leastBytes) {
    const what = `is short: ${bytes.length} bytes, where ${leastBytes} or more are safe`;
    return { kind: 'weak', what };
  }
  const decoded = bytes.toString('latin1');
  const isText = /^[\x20-\x7e]+$/.test(decoded);
  const isWords = (each: string) => hasWords(lettersOf(each), leastBesideWords.safe);
  return [text, decoded].some(isPattern) || isWords(text) || (isText && isWords(decoded))
    ? { kind: 'weak', what: 'can be guessed: it is words, a pattern or a sequence' }
    : undefined;
}

/** Few characters again and again, or one after the other as on a keyboard or in the alphabet. */
function isPattern(text: string): boolean {
  if (new Set(text).size < leastDifferent) return true;
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => Math.abs(code - Number(codes[index])));
  return steps.filter((step) => step <= 1).length > steps.length * 0.7;
}
