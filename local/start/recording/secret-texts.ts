import { removedValue } from '../../../functions/core/removed-value.ts';

/** A text that is shorter stands in half of all bodies by chance. */
const shortest = 6;
const longest = 2000;

/** Texts of a request that must not be kept. */
export interface SecretTexts {
  /** The text of a body or a header without them, whatever their escapes. */
  remove(text: string): string;
  /** Whether one of them can still be read from the bytes. */
  areIn(bytes: Buffer): boolean;
}

/** Takes texts of any length; blanks around them do not count. */
export function secretTexts(found: Iterable<string>): SecretTexts {
  const texts = new Set([...found].flatMap((text) => [text, text.trim()]));
  texts.delete('');
  texts.delete(removedValue);
  const all = [...texts].sort((a, b) => b.length - a.length);
  const removable = all.filter(({ length }) => length >= shortest && length <= longest);
  const patterns = removable.map((text) => new RegExp(patternOf(text), 'g'));
  return {
    remove: (text) =>
      patterns.reduce((left, pattern) => left.replace(pattern, removedValue), text),
    areIn: (bytes) => all.length > 0 && readings(bytes).some(holdsOne(all)),
  };
}

function holdsOne(texts: readonly string[]): (reading: string) => boolean {
  return (reading) => {
    const rest = reading.replaceAll(removedValue, '');
    return texts.some((text) => rest.includes(text));
  };
}

/** A backslash, as JSON inside of JSON and of forms writes it. */
const backslash = '(?:\\\\|%(?:25){0,4}5[Cc])';
const shortEscapes: Record<string, string> = {
  '"': '"',
  '\\': '\\\\',
  '/': '/',
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
};
const entities: Record<string, string> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/**
 * A regular expression for a text under the escapes of JSON, forms, XML and quoted-printable, mixed
 * and nested as they may be. Each repetition has a limit, so that it takes linear time.
 */
function patternOf(text: string): string {
  return Array.from(text, characterPattern).join('(?:=\\r?\\n)?');
}

function characterPattern(character: string): string {
  const bytes = Array.from(Buffer.from(character));
  const hex = bytes.map((byte) => anyCase(byte.toString(16).padStart(2, '0')));
  const units = Array.from({ length: character.length }, (_, at) =>
    anyCase(character.charCodeAt(at).toString(16).padStart(4, '0')),
  );
  const code = character.codePointAt(0) ?? 0;
  const short = shortEscapes[character];
  const entity = entities[character];
  const options = [
    RegExp.escape(character),
    RegExp.escape(Buffer.from(bytes).toString('latin1')),
    units.map((unit) => `${backslash}{1,8}u${unit}`).join(''),
    short && `${backslash}{1,8}${short}`,
    hex.map((pair) => `%(?:25){0,4}${pair}`).join(''),
    hex.map((pair) => `=${pair}`).join(''),
    `&(?:amp;){0,4}#(?:0{0,6}${code}|[xX]0{0,6}${anyCase(code.toString(16))});`,
    entity && `&(?:amp;){0,4}${entity};`,
    character === ' ' ? '\\+' : undefined,
  ];
  return `(?:${options.filter((option) => option !== undefined).join('|')})`;
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

type Unescape = (text: string) => string;
const unescapes: Unescape[] = [
  (text) => text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => ofHex(run.replaceAll('%', ''))),
  (text) => text.replaceAll('+', ' '),
  (text) =>
    text
      .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => character(Number.parseInt(hex, 16)))
      .replace(/\\(["\\/])/g, '$1')
      .replace(/\\n/g, '\n')
      .replace(/\\t/g, '\t'),
  (text) =>
    text
      .replace(/&#x([0-9a-f]{1,6});/gi, (_, hex: string) =>
        character(Number.parseInt(hex, 16)),
      )
      .replace(/&#(\d{1,7});/g, (_, digits: string) => character(Number(digits)))
      .replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => named.get(name) ?? whole),
  (text) =>
    text
      .replace(/=\r?\n/g, '')
      .replace(/(?:=[0-9a-f]{2})+/gi, (run) => ofHex(run.replaceAll('=', ''))),
  (text) =>
    Array.from(text.matchAll(/[A-Za-z0-9+/_-]{8,}/g), ([run]) =>
      Buffer.from(run, 'base64').toString(),
    ).join('\n'),
];
const named = new Map(Object.entries(entities).map(([sign, name]) => [name, sign]));

function ofHex(hex: string): string {
  return Buffer.from(hex, 'hex').toString();
}

function character(code: number): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
}

/** What the bytes can be read as: in any charset, and with up to two escapes taken off. */
function readings(bytes: Buffer): string[] {
  const seen = new Set([
    bytes.toString(),
    bytes.toString('latin1'),
    bytes.toString('utf16le'),
    bytes.toString('utf16le', 1),
  ]);
  let last = [...seen];
  for (let depth = 0; depth < 2; depth += 1) {
    last = last
      .flatMap((text) => unescapes.map((decode) => decode(text)))
      .filter((text) => !seen.has(text));
    for (const text of last) seen.add(text);
  }
  return [...seen];
}
