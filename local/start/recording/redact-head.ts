import { removedValue } from '../../../functions/core/body/removed-value.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import { readQuery } from '../../../functions/core/receive/read-query.ts';
import { signatureHeaders } from '../../../functions/core/verify/proof-place.ts';
import {
  isHarmlessHeader,
  isHarmlessParameter,
  isSecretName,
  isSignature,
} from './secret-names.ts';

/** What can be kept of a header or a parameter. */
export interface KeptValue {
  kept: string;
  /** The name, if the value could be a secret, and the source does not say that it is. */
  lost: string[];
  /** Texts that must not stand elsewhere. */
  secrets: string[];
}

/** What is known of the sender: `undefined` for one that no source describes yet. */
type Verify = Source['verify'] | undefined;

/** Headers whose value is never kept, whatever is known of the sender. */
const credentials = /^(authorization|proxy-.*|cookie2?|set-cookie2?)$/;
const scheme = /^(Bearer|Basic|Digest|Token|ApiKey|Api-Key|Key|HMAC|Signature) +/i;

/** Whether a header loses its value always. @param name in lower case */
export function isCredentials(name: string): boolean {
  return credentials.test(name);
}

/** @param name in lower case */
export function keepHeader(
  name: string,
  value: string,
  verify: Verify,
  keepHeaders: boolean,
): KeptValue {
  const secret = verify !== undefined && 'in' in verify ? verify : undefined;
  const isBasic = secret?.in === 'basic' && name === 'authorization';
  const isOwn =
    isBasic || (secret?.in === 'header' && secret.name?.toLowerCase() === name);
  const isKept = !isCredentials(name) && (keepHeaders || isHarmless(name, value, verify));
  if (value === '' || (isKept && !isOwn)) return { kept: value, lost: [], secrets: [] };
  const prefix = (isOwn && secret?.prefix) || scheme.exec(value)?.[0] || '';
  const bare = value.startsWith(prefix) ? value.slice(prefix.length) : value;
  const before = value.slice(0, value.length - bare.length);
  const password = /^basic /i.test(before) ? [passwordIn(bare)] : [];
  // Node gives each byte as a character.
  const inUtf8 = [value, bare].map((text) => Buffer.from(text, 'latin1').toString());
  return removed(before, name, [value, bare, ...inUtf8, ...password], isOwn);
}

/** @param written a name and a value as they stand in the query */
export function keepParameter(written: string, verify: Verify): KeptValue {
  const [[name, value] = ['', '']] = Object.entries(readQuery(written));
  const secret =
    verify !== undefined && 'in' in verify && verify.in === 'query' ? verify : undefined;
  const isOwn = secret?.name?.toLowerCase() === name.toLowerCase();
  const isKept = verify === undefined ? isHarmlessParameter(name) : !isSecretName(name);
  if ((isKept && !isOwn) || (value === '' && verify !== undefined))
    return { kept: written, lost: [], secrets: [] };
  if (value === '') return removed('', '(one without a value)', [], false);
  return removed(written.slice(0, written.indexOf('=') + 1), name, [value], isOwn);
}

/** A text that only could be a secret, and is short, stays elsewhere. */
function removed(
  before: string,
  name: string,
  texts: string[],
  isOwn: boolean,
): KeptValue {
  const guessed = texts.filter((text) => text.length >= 8 && isSecretName(name));
  return {
    kept: before + removedValue,
    lost: isOwn ? [] : [name],
    secrets: isOwn ? texts : guessed,
  };
}

/** The signature over a body and its time are no secret. */
function isHarmless(name: string, value: string, verify: Verify): boolean {
  if (verify === undefined) return isHarmlessHeader(name) || isSignature(name, value);
  return !isSecretName(name) || signatureHeaders(verify).includes(name);
}

/** The password of HTTP Basic; the name where that is all, because senders put keys there. */
function passwordIn(encoded: string): string {
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':');
  return password.join(':') || user;
}
