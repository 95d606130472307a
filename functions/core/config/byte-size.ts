import * as z from 'zod';

const unitBytes = new Map([
  ['B', 1],
  ['KiB', 1024],
  ['MiB', 1024 * 1024],
]);
const pattern = /^(\d+) ?(B|KiB|MiB)$/;

/**
 * A size as people write it, `500 B`, `64 KiB`, `1 MiB`; bytes once parsed.
 * @param least in bytes, `most` too
 */
export function byteSizeSchema(least: number, most: number) {
  return z
    .string()
    .regex(pattern, {
      error: 'is not a size; write a number and B, KiB or MiB, for example: 64 KiB',
    })
    .transform((text) => {
      const [, amount = '', unit = ''] = pattern.exec(text) ?? [];
      return Number(amount) * (unitBytes.get(unit) ?? Number.NaN);
    })
    .refine((bytes) => bytes >= least && bytes <= most, {
      error: `is out of bounds; write a size from ${inWords(least)} to ${inWords(most)}`,
    })
    .meta({ title: `${inWords(least)} to ${inWords(most)}` });
}

/** Whole units, in the spelling that is read. */
function inWords(bytes: number): string {
  const [name, unit] = [...unitBytes].findLast(([, one]) => bytes % one === 0) ?? ['B', 1];
  return `${bytes / unit} ${name}`;
}
