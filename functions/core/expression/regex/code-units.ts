/** A set of UTF-16 code units: one bit for each. */
export type UnitSet = Uint32Array;

type Range = readonly [from: number, to: number];

const units = 0x1_00_00;

export const digits = setOf([[0x30, 0x39]]);
export const wordUnits = setOf([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]);
/** WhiteSpace and LineTerminator of ECMAScript, which is what `\s` and JavaScript's trim take. */
export const blanks = setOf([
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]);
export const lineEnds = setOf([
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]);

export function setOf(ranges: readonly Range[]): UnitSet {
  const set = new Uint32Array(units / 32);
  for (const [from, to] of ranges) for (let unit = from; unit <= to; unit++) add(set, unit);
  return set;
}

export function has(set: UnitSet, unit: number): boolean {
  return (((set[unit >>> 5] ?? 0) >>> (unit & 31)) & 1) === 1;
}

export function complement(set: UnitSet): UnitSet {
  return set.map((bits) => ~bits);
}

export function union(sets: readonly UnitSet[]): UnitSet {
  const all = new Uint32Array(units / 32);
  for (const set of sets)
    for (const [at, bits] of set.entries()) all[at] = (all[at] ?? 0) | bits;
  return all;
}

/** The set with every unit that flag `i` takes for one of its units. */
export function withOtherCase(set: UnitSet): UnitSet {
  const closed = new Uint32Array(units / 32);
  for (const alike of unitsAlike().values())
    if (alike.some((unit) => has(set, unit))) for (const unit of alike) add(closed, unit);
  return closed;
}

/** The units that flag `i` takes for this one, which is among them. */
export function casesOf(unit: number): readonly number[] {
  return unitsAlike().get(canonicalize(unit)) ?? [unit];
}

function add(set: UnitSet, unit: number): void {
  set[unit >>> 5] = (set[unit >>> 5] ?? 0) | (1 << (unit & 31));
}

let alike: Map<number, number[]> | undefined;

function unitsAlike(): Map<number, number[]> {
  alike ??= Map.groupBy(Array(units).keys(), canonicalize);
  return alike;
}

/** Canonicalize of ECMAScript (22.2.2.7.3) for expressions without flag `u`. */
function canonicalize(unit: number): number {
  const upper = String.fromCharCode(unit).toUpperCase();
  const code = upper.charCodeAt(0);
  return upper.length !== 1 || (unit >= 128 && code < 128) ? unit : code;
}
