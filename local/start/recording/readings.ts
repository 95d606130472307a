/**
 * What a text can be read as, one character per byte of UTF-8, and from where in the text each
 * character comes.
 */
export interface Reading {
  text: string;
  starts: Uint32Array;
  ends: Uint32Array;
}

interface Escape {
  pattern: RegExp;
  /** The bytes that a match stands for. */
  decode(match: RegExpMatchArray): Buffer;
}

const nothing = Buffer.alloc(0);
const percent: Escape['decode'] = ([found, hex]) =>
  Buffer.from(hex ?? found, hex ? 'hex' : 'utf8');
const shortEscapes = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Escapes of URLs, forms, JSON, XML and mails, Base64, and UTF-16 that does not say so. */
const escapes: Escape[] = [
  { pattern: /%([0-9a-f]{2})/gi, decode: percent },
  {
    pattern: /%([0-9a-f]{2})|\+/gi,
    decode: (match) => (match[0] === '+' ? Buffer.from(' ') : percent(match)),
  },
  {
    pattern:
      /\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|\\u([0-9a-f]{4})|\\(["\\/bfnrt])/gi,
    decode([, high, low, unit, short]) {
      if (short !== undefined) return Buffer.from(shortEscapes.get(short) ?? short);
      const units = high === undefined ? [unit] : [high, low];
      return Buffer.from(units.map((hex = '') => fromHex(hex)).join(''));
    },
  },
  {
    pattern: /&(?:#x0{0,6}([0-9a-f]{1,6})|#(\d{1,13})|(amp|lt|gt|quot|apos));/gi,
    decode([, hex, digits, name]) {
      if (name !== undefined) return Buffer.from(entities.get(name.toLowerCase()) ?? '');
      return Buffer.from(fromCode(hex === undefined ? Number(digits) : Number(`0x${hex}`)));
    },
  },
  {
    pattern: /=\r?\n|=([0-9a-f]{2})/gi,
    decode: ([, hex]) => (hex === undefined ? nothing : Buffer.from(hex, 'hex')),
  },
  { pattern: /[A-Za-z0-9+/_-]{8,}/g, decode: ([run]) => Buffer.from(run, 'base64') },
  { pattern: /\0/g, decode: () => nothing },
];

function fromHex(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

function fromCode(code: number): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
}

/** Bytes from which on each further reading takes seconds. */
const large = 500_000;

/**
 * All that a text can be read as, with up to three escapes taken off (one where it is large).
 * @param read what a part of the text says, if its characters are not bytes of UTF-8
 */
export function readingsOf(text: string, read: (part: string) => string): Reading[] {
  const first = firstReading(text, read);
  const readings = [first];
  const seen = new Set([first.text]);
  let last: Reading[] = readings;
  for (let depth = text.length > large ? 1 : 3; depth > 0; depth -= 1) {
    const next: Reading[] = [];
    for (const reading of last.flatMap((before) =>
      escapes.map((each) => takeOff(before, each)),
    )) {
      if (seen.has(reading.text)) continue;
      seen.add(reading.text);
      next.push(reading);
    }
    readings.push(...next);
    last = next;
  }
  return readings;
}

/** In charsets other than UTF-8 each character of the text is one character. */
function firstReading(text: string, read: (part: string) => string): Reading {
  const said = read(text);
  const characters = said.length === text.length ? said : text;
  const starts = Uint32Array.from({ length: text.length }, (_, index) => index);
  const plain = { text: characters, starts, ends: starts.map((start) => start + 1) };
  if (characters === text && !/[^\0-\xff]/.test(text)) return plain;
  const decode = ([found]: RegExpMatchArray) => Buffer.from(found ?? '');
  return takeOff(plain, { pattern: /[^\0-\x7f]/gu, decode });
}

function takeOff(reading: Reading, { pattern, decode }: Escape): Reading {
  const pieces: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const keep = (from: number, to: number) => {
    pieces.push(reading.text.slice(from, to));
    for (let at = from; at < to; at += 1) {
      starts.push(reading.starts[at] ?? 0);
      ends.push(reading.ends[at] ?? 0);
    }
  };
  let done = 0;
  for (const match of reading.text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    keep(done, match.index);
    const bytes = decode(match).toString('latin1');
    pieces.push(bytes);
    for (let count = 0; count < bytes.length; count += 1) {
      starts.push(reading.starts[match.index] ?? 0);
      ends.push(reading.ends[end - 1] ?? 0);
    }
    done = end;
  }
  if (done === 0) return reading;
  keep(done, reading.text.length);
  return {
    text: pieces.join(''),
    starts: Uint32Array.from(starts),
    ends: Uint32Array.from(ends),
  };
}
