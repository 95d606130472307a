/** A country that changed its numbers while systems went on with the old ones. */
interface Renumbering {
  /** The part of an earlier spelling that `today` stands for now. */
  earlier: RegExp;
  today: string;
  /** The part of a number of today that `before` stood for, as systems wrote it. */
  current: RegExp;
  before: string;
}

const renumberings: Renumbering[] = [
  {
    // Mexico: 1 from abroad, 01, 044 and 045 at home were given up in 2019; ten digits are all.
    earlier: /\+52(?:1|0[12]|04[45])/,
    today: '+52',
    current: /\+52(?=[1-9]\d{9}$)/,
    before: '+521',
  },
  {
    // Brazil: mobile numbers, which began with 6 to 9, got a 9 before them until 2016.
    earlier: /\+55([1-9]{2})(?=[6-9]\d{7}$)/,
    today: '+55$19',
    current: /\+55([1-9]{2})9(?=[6-9]\d{7}$)/,
    before: '+55$1',
  },
  {
    // Argentina: a mobile number has a 9 when it is dialled from abroad.
    earlier: /\+54(?=[1-3]\d{9}$)/,
    today: '+549',
    current: /\+549(?=[1-3]\d{9}$)/,
    before: '+54',
  },
];

/** A mobile number as it is dialled today, whichever way it was written. In and out E.164. */
export function asDialledToday(number: string): string {
  return renumberings.reduce(
    (current, { earlier, today }) => current.replace(earlier, today),
    number,
  );
}

/** The spellings in which Bridge may have a number, E.164: as it is dialled today first. */
export function spellingsOf(number: string): string[] {
  const earlier = renumberings
    .filter(({ current }) => current.test(number))
    .map(({ current, before }) => number.replace(current, before));
  return [number, ...earlier];
}
