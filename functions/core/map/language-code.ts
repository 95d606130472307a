/**
 * English and Spanish as senders write them, beside tags such as en-US: their own names, each
 * other's, ISO 639-2.
 */
const names: Record<string, 'EN' | 'ES'> = {
  english: 'EN',
  ingles: 'EN',
  anglais: 'EN',
  eng: 'EN',
  spanish: 'ES',
  espanol: 'ES',
  castellano: 'ES',
  castilian: 'ES',
  espagnol: 'ES',
  spa: 'ES',
};

/**
 * Bridge's language code for a language tag (en-US, es_MX) or name (Español, spa), in any case;
 * `undefined` for other languages.
 */
export function toLanguageCode(text: string): 'EN' | 'ES' | undefined {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();
  const tag = /^(en|es)(?:[-_][a-z0-9-_]+)?$/.exec(plain)?.[1];
  if (tag !== undefined) return tag === 'en' ? 'EN' : 'ES';
  const name = plain.replace(/[\s(].*$/, '');
  return Object.hasOwn(names, name) ? names[name] : undefined;
}
