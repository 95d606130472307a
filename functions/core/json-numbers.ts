/**
 * A text or a number of JSON. A text without its end reaches to the end of the body, so that
 * nothing is scanned twice.
 */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"?|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;
/**
 * No other body has a number that JavaScript cannot hold. A number stands behind white space, a
 * sign or one of these marks, so ids in quotes, with their digits and letters `e`, are none.
 */
const mayHaveLarge = /(?:^|[\s:,[-])(?:[\d.]{16}|\d[\d.]*[eE][+-]?\d{3})/;
const colon = /\s*:/y;

/**
 * Puts numbers of a JSON text in quotes that a parser would change without a word: integers beyond
 * 2^53, which would become other ids, fractions with more digits than JavaScript keeps, and what
 * becomes Infinity, which JSON writes as null. What is no JSON stays none: a number in the place of
 * a name is left alone.
 */
export function quoteLargeNumbers(json: string): string {
  if (!mayHaveLarge.test(json)) return json;
  return json.replace(token, (found, at: number) => {
    if (found.startsWith('"') || !isChangedByParsing(found)) return found;
    colon.lastIndex = at + found.length;
    return colon.test(json) ? found : `"${found}"`;
  });
}

function isChangedByParsing(number: string): boolean {
  const value = Number(number);
  if (/^-?\d+$/.test(number)) return !Number.isSafeInteger(value);
  return !Number.isFinite(value) || amountOf(number) !== amountOf(String(value));
}

const parts = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** The digits that count and where the point stands: one text for 1.50, 15e-1 and 1.5. */
function amountOf(number: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = parts.exec(number) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  const point = Number(exponent) - fraction.length + digits.length;
  return end === 0 ? '' : `${digits.slice(0, end)}@${point}`;
}
