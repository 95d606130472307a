import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
} from 'node:zlib';
import type { Draw } from './draw.ts';

/** A body on the wire, and what its headers say of it. */
export interface Written {
  bytes: Buffer;
  charset: string | undefined;
  contentEncoding: string | undefined;
}

/** Writes a text as a sender does: in some charset, packed or not, sometimes damaged. */
export function writeBytes(draw: Draw, text: string): Written {
  const { bytes, charset } = encode(draw, text);
  const damaged = damage(draw, bytes);
  return { charset, ...pack(draw, damaged) };
}

const byteOrderMark = '\u{feff}';

function encode(draw: Draw, text: string): Pick<Written, 'bytes' | 'charset'> {
  return draw.weighted<() => Pick<Written, 'bytes' | 'charset'>>([
    [80, () => ({ bytes: Buffer.from(text), charset: undefined })],
    [6, () => ({ bytes: Buffer.from(text), charset: draw.pick(utf8Names) })],
    [
      2,
      () => ({
        bytes: Buffer.from(byteOrderMark + text),
        charset: draw.pick([undefined, 'utf-8']),
      }),
    ],
    [2, () => ({ bytes: Buffer.from(text, 'latin1'), charset: draw.pick(latinNames) })],
    [1, () => ({ bytes: Buffer.from(text, 'utf16le'), charset: draw.pick(wideNames) })],
    [
      1,
      () => ({
        bytes: Buffer.from(byteOrderMark + text, 'utf16le'),
        charset: draw.pick(wideNames),
      }),
    ],
    [
      1,
      () => ({
        bytes: Buffer.from(byteOrderMark + text, 'utf16le').swap16(),
        charset: 'utf-16be',
      }),
    ],
    [1, () => ({ bytes: Buffer.from(text), charset: draw.pick(otherNames) })],
  ])();
}

const utf8Names = ['utf-8', 'UTF-8', '"utf-8"', 'utf8', "'utf-8'", 'us-ascii'] as const;
const latinNames = [
  undefined,
  'iso-8859-1',
  'ISO-8859-15',
  'windows-1252',
  'utf-8',
] as const;
const wideNames = [undefined, 'utf-16', 'utf-16le', 'utf-8'] as const;
const otherNames = [
  'utf-7',
  'utf-32',
  'shift_jis',
  'x-user-defined',
  'none',
  '',
  '"',
] as const;

function damage(draw: Draw, bytes: Buffer): Buffer {
  const at = draw.between(0, bytes.length);
  return draw.weighted<() => Buffer>([
    [88, () => bytes],
    [3, () => bytes.subarray(0, at)],
    [4, () => flip(draw, bytes)],
    [
      2,
      () => Buffer.concat([bytes.subarray(0, at), draw.pick(noUtf8), bytes.subarray(at)]),
    ],
    [1, () => twice(bytes)],
    [
      1,
      () => Buffer.concat([bytes, Buffer.from(draw.pick(['\n', '\r\n', '\0', ' ', ';']))]),
    ],
  ])();
}

/**
 * A form twice is two forms in one. With a byte order mark inside, or packed without the sign
 * between them, a secret would be in some other field.
 */
function twice(bytes: Buffer): Buffer {
  const isMarked = (bytes[0] ?? 0) > 127;
  return isMarked
    ? bytes
    : Buffer.concat([bytes, Buffer.from('&'), bytes.subarray(0, 10_000)]);
}

const noUtf8 = [
  Buffer.of(0xff),
  Buffer.of(0xc3),
  Buffer.of(0xc0, 0x80),
  Buffer.of(0xed, 0xa0, 0x80),
  Buffer.of(0xf4, 0x90, 0x80, 0x80),
  Buffer.of(0xe2, 0x82),
] as const;

function flip(draw: Draw, bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  for (let count = draw.between(1, 4); count > 0 && changed.length > 0; count -= 1)
    changed[draw.between(0, changed.length - 1)] = draw.between(0, 255);
  return changed;
}

function pack(draw: Draw, bytes: Buffer): Pick<Written, 'bytes' | 'contentEncoding'> {
  const packed = (contentEncoding: string, made: Buffer) => ({
    bytes: made,
    contentEncoding,
  });
  return draw.weighted<() => Pick<Written, 'bytes' | 'contentEncoding'>>([
    [90, () => ({ bytes, contentEncoding: undefined })],
    [2, () => packed(draw.pick(['gzip', 'GZIP', 'x-gzip']), gzipSync(bytes))],
    [1, () => packed('deflate', draw.pick([deflateSync, deflateRawSync])(bytes))],
    [1, () => packed('br', brotliCompressSync(bytes, fastBrotli))],
    [1, () => packed('gzip', draw.pick(damages)(gzipSync(bytes)))],
    [1, () => packed('gzip, gzip', gzipSync(gzipSync(bytes)))],
    [
      1,
      () => packed(draw.pick(['gzip', 'deflate', 'br', 'identity', 'zstd', 'x']), bytes),
    ],
    [0.5, () => draw.pick(bombs())],
  ])();
}

const fastBrotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

const damages = [
  (packed: Buffer) => packed.subarray(0, Math.floor(packed.length / 2)),
  (packed: Buffer) => packed.subarray(0, -4),
  (packed: Buffer) => Buffer.concat([packed, Buffer.from('more')]),
  (packed: Buffer) => Buffer.concat([packed, gzipSync('&'), packed]),
] as const;

type Bombs = [Omit<Written, 'charset'>, ...Omit<Written, 'charset'>[]];
let made: Bombs | undefined;

/** Small bodies that unpack to 32 MiB. */
function bombs(): Bombs {
  if (made !== undefined) return made;
  const zeros = Buffer.alloc(32 * 1024 * 1024, '[');
  made = [
    { bytes: gzipSync(zeros), contentEncoding: 'gzip' },
    { bytes: deflateSync(zeros), contentEncoding: 'deflate' },
    { bytes: gzipSync(gzipSync(zeros)), contentEncoding: 'gzip, gzip' },
  ];
  return made;
}
