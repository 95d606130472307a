/** What people write for the value of a key, without blanks and signs, and what it is here. */
type Words = readonly (readonly [path: string, words: readonly string[], here: string])[];

const inHeader = 'sharedSecret, with in: header and the name of the header';

const words: Words = [
  [
    'verify.kind',
    ['hmac', 'signature', 'sha', 'sha1', 'sha256', 'sha512'],
    'mac, with algorithm: hmac-sha256, hmac-sha1 or hmac-sha512',
  ],
  ['verify.kind', ['hmacsha1'], 'mac, with algorithm: hmac-sha1'],
  ['verify.kind', ['hmacsha256'], 'mac, with algorithm: hmac-sha256'],
  ['verify.kind', ['hmacsha512'], 'mac, with algorithm: hmac-sha512'],
  [
    'verify.kind',
    ['ed25519', 'rsa', 'rsasha256', 'ecdsa', 'es256'],
    'asymmetric, with algorithm: ed25519, ecdsa-p256-sha256 or rsa-sha256',
  ],
  [
    'verify.kind',
    ['hs256', 'oauth', 'oidc', 'jwk', 'jwks'],
    'jwt, with algorithms: [HS256], or RS256 and ES256',
  ],
  ['verify.kind', ['basic', 'basicauth', 'httpbasic'], 'sharedSecret, with in: basic'],
  [
    'verify.kind',
    ['bearer', 'bearertoken'],
    "sharedSecret, with in: header, name: Authorization and prefix: 'Bearer '",
  ],
  [
    'verify.kind',
    ['apikey', 'token', 'header', 'headersecret', 'secret', 'password'],
    inHeader,
  ],
  [
    'verify.kind',
    ['query', 'querysecret', 'url'],
    'sharedSecret, with in: query and the name of the parameter',
  ],
  ['verify.in', ['bearer'], "header, with name: Authorization and prefix: 'Bearer '"],
  [
    'verify.in',
    ['authorization', 'headers'],
    'header, with the name of the header under name:',
  ],
  [
    'verify.in',
    ['url', 'querystring', 'parameter', 'params'],
    'query, with the name of the parameter under name:',
  ],
  [
    'verify.in',
    ['field', 'payload', 'form'],
    'body, with the path of the field under name:',
  ],
  ['verify.timestamp.unit', ['seconds', 'second', 'sec', 'unix', 'epoch'], 's'],
  ['verify.timestamp.unit', ['milliseconds', 'millis', 'msec'], 'ms'],
  ['verify.timestamp.unit', ['iso', 'iso8601utc', 'date', 'rfc3339'], 'iso8601'],
  ['contact.ifNotFound', ['skip', 'drop', 'nothing'], 'ignore'],
  ['contact.ifNotFound', ['add', 'insert', 'upsert', 'new'], 'create'],
];

/**
 * What to write instead of a value that cannot stand behind a key, if it is known.
 * @param path of the key, such as `verify.kind`
 */
export function suggestedValue(path: string, value: unknown): string | undefined {
  const plain = String(value)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  return words.find(([at, meant]) => at === path && meant.includes(plain))?.[2];
}

/** Keys that say where in a request something stands. */
const places = ['header', 'pair', 'query', 'field'];

/**
 * What to write where a text stands and a block of keys belongs: with the text in it, if the keys
 * say what it can be.
 */
export function suggestedBlock(
  value: unknown,
  keys: readonly string[],
): string | undefined {
  if (typeof value !== 'string' || !/^[\w.$-]+$/.test(value)) return undefined;
  const own = places.filter((place) => keys.includes(place));
  if (own.length < 2 || keys.includes('algorithm')) return undefined;
  const lines = own.map((place) => `${place}: ${value}`);
  return `${lines.slice(0, -1).join(', ')} or ${lines.at(-1)}`;
}
