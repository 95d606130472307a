const secretPart =
  /secret|segret|segredo|clave|chave|token|passw|passphrase|passcode|contrase|senha|credential|api_?key|access_?key|private_?key|bearer|jwt/;
/** Those that are names of secrets only as words of their own: an author is none. */
const secretWord =
  /(^|_)(auth|oauth2?|authorization|authentication|authkey|keys?|pwd|pass|pin|otp|cvv|cvc|session|sessionid|sid|cookies?|nonce|code_verifier)(_|$)/;
/** Keys that open nothing. */
const harmlessKey =
  /(^|_)(idempotency|primary|foreign|public|partition|sort|field|property|object|issue|message|routing|dedup|deduplication)_key$/;

/** Whether a value beside this name could be a secret; `apiKey`, `API-Key`, `api.key` are one. */
export function isSecretName(name: string): boolean {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  const words = spaced.replace(/[^A-Za-z0-9]+/g, '_').toLowerCase();
  return secretPart.test(words) || (secretWord.test(words) && !harmlessKey.test(words));
}

/** What is no secret whoever sends it; and ends of names that say which event this is, and when. */
const harmlessHeader =
  /^(accept(-.*)?|cache-control|content-(disposition|encoding|language|type)|idempotency-key|if-.*|last-modified|max-forwards|origin|pragma|retry-after|user-agent|x-idempotency-key|x-request-start|x-requested-with)$/;
const harmlessEnd =
  /(^|-)(event|event-type|events|topic|action|type|subject|resource|object|ids?|uuid|guid|index|sequence|timestamp|time|date|at|attempts?|retry|retries|retry-(count|num|reason)|count|number|version|environment|mode|triggered-by|source|algorithm)$/;

/** Whether the header of a sender that nobody described says nothing that opens anything. */
export function isHarmlessHeader(name: string): boolean {
  return harmlessHeader.test(name) || (harmlessEnd.test(name) && !isSecretName(name));
}

const harmlessParameter =
  /^(utm_[a-z]+|v|version|api[-_]version|format|lang|language|locale|event|event[-_]type|topic|type|action|source|campaign)$/i;

/** Whether a parameter of the URL, of a sender that nobody described, opens nothing. */
export function isHarmlessParameter(name: string): boolean {
  return harmlessParameter.test(name);
}

const signatureWord =
  /(^|-)(signature|sig|sign|signed|hmac|mac|digest|hash|sha\d*|md5)(-|$)/;
/** A version, or a time of signing. */
const label = /^(v\d{1,2}|([A-Za-z]{1,12}[=:])?\d{9,14})$/;
const prefix = /^[A-Za-z][\w-]{0,15}[=:](?=[^=])/;
const hex = /^([0-9a-f]+|[0-9A-F]+)$/;
/** A word that only could be Base64 is none. */
const base64 = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)([A-Za-z0-9+/]+|[A-Za-z0-9_-]+)={0,2}$/;

/**
 * Whether a header is named like a signature over the body, and its value is nothing but digests
 * and times: alone, after a prefix such as `sha256=` or `v1,`, or in pairs such as `t=1,v1=…`.
 */
export function isSignature(name: string, value: string): boolean {
  if (!signatureWord.test(name) || isSecretName(name)) return false;
  const parts = value.split(/[\s,;]+/).filter((part) => part !== '' && !label.test(part));
  return parts.length > 0 && parts.every((part) => isDigest(part.replace(prefix, '')));
}

function isDigest(text: string): boolean {
  if (!hex.test(text) && !base64.test(text)) return false;
  const { length } = Buffer.from(text, hex.test(text) ? 'hex' : 'base64');
  return [16, 20, 28, 32, 48, 64].includes(length);
}
