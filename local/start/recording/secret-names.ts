/** Names of secrets, wherever they stand in a name. */
const secretPart =
  /secret|segret|segredo|token|passw|passphrase|passcode|contrase|senha|credential|api_?key|access_?key|private_?key|bearer|jwt/;
/** Names of secrets where they are a word of their own: an author is none. */
const secretWord =
  /(^|_)(auth|oauth2?|authorization|authentication|authkey|key|keys|pwd|pass|pin|otp|cvv|cvc|session|sessionid|sid|cookie|cookies|nonce|code_verifier)(_|$)/;
/** Keys that open nothing. */
const harmlessKey =
  /(^|_)(idempotency|primary|foreign|public|partition|sort|field|property|object|issue|message|routing|dedup|deduplication)_key$/;

/** Whether a value beside this name could be a secret. */
export function isSecretName(name: string): boolean {
  const words = inWords(name);
  return secretPart.test(words) || (secretWord.test(words) && !harmlessKey.test(words));
}

/** A name in lower case with underscores: `apiKey`, `API-Key` and `api.key` are one. */
function inWords(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

const harmlessHeaders = new Set(
  [
    'accept accept-charset accept-encoding accept-language cache-control content-disposition',
    'content-encoding content-language content-type date idempotency-key if-modified-since',
    'if-none-match last-modified max-forwards mime-version origin pragma retry-after user-agent',
    'x-idempotency-key x-request-start x-requested-with',
  ].flatMap((line) => line.split(' ')),
);
/** Ends of names that say which event this is, when, and how often it was sent. */
const harmlessEnd = new RegExp(
  `(^|-)(${[
    'event|event-type|events|topic|action|type|subject|resource|object',
    'id|ids|uuid|guid|index|sequence',
    'timestamp|time|date|at|attempt|attempts|retry|retries|retry-count|retry-num|retry-reason',
    'count|number|version|environment|mode|triggered-by|source|algorithm',
  ].join('|')})$`,
);

/** Whether the header of a sender that nobody described says nothing that opens anything. */
export function isHarmlessHeader(name: string): boolean {
  return harmlessHeaders.has(name) || (harmlessEnd.test(name) && !isSecretName(name));
}

const harmlessParameter =
  /^(utm_[a-z]+|v|version|api[-_]version|format|lang|language|locale|event|event[-_]type|topic|type|action|source|campaign)$/i;

/** Whether a parameter of the URL, of a sender that nobody described, opens nothing. */
export function isHarmlessParameter(name: string): boolean {
  return harmlessParameter.test(name);
}

const signatureWord = /(^|-)(signature|sig|sign|signed|hmac|mac|digest|hash|sha\d*|md5)(-|$)/;

/** Whether a header is named like a signature over the body. */
export function isSignatureName(name: string): boolean {
  return signatureWord.test(name) && !isSecretName(name);
}

/** MD5, SHA-1, SHA-224, SHA-256, SHA-384, and SHA-512 or Ed25519, in bytes. */
const digestLengths = [16, 20, 28, 32, 48, 64];

/**
 * Whether a header's value is nothing but digests and times: alone, after a prefix such as
 * `sha256=` or `v1,`, or in pairs such as `t=1,v1=…`. A word that only could be Base64 is none.
 */
export function isDigests(value: string): boolean {
  const parts = value.split(/[\s,;]+/).filter((part) => part !== '');
  const digests = parts.filter((part) => isDigest(withoutPrefix(part)));
  return digests.length > 0 && parts.every((part) => digests.includes(part) || isLabel(part));
}

function withoutPrefix(part: string): string {
  return part.replace(/^[A-Za-z][\w-]{0,15}[=:](?=[^=])/, '');
}

/** A version, or a time of signing. */
function isLabel(part: string): boolean {
  return /^(v\d{1,2}|[A-Za-z]{1,12}[=:]\d{9,14}|\d{9,14})$/.test(part);
}

function isDigest(text: string): boolean {
  if (/^([0-9a-f]+|[0-9A-F]+)$/.test(text) && text.length % 2 === 0)
    return digestLengths.includes(text.length / 2);
  if (!/^([A-Za-z0-9+/]+|[A-Za-z0-9_-]+)={0,2}$/.test(text)) return false;
  const isMixed = /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
  const digits = text.replace(/=+$/, '');
  return (
    isMixed && digestLengths.some((bytes) => Math.ceil((bytes * 4) / 3) === digits.length)
  );
}
