import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item as it comes over the wire. */
export type WireItem = Record<string, AttributeValue>;

/**
 * The bytes of an item as DynamoDB bills them: attribute names and values, both in UTF-8.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: WireItem): number {
  return sum(
    Object.entries(item).map(([name, value]) => textBytes(name) + valueBytes(value)),
  );
}

/** A list or map, even an empty one, and each of its elements cost this beside their contents. */
const containerBytes = 3;
const elementBytes = 1;

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return textBytes(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.SS !== undefined) return sum(value.SS.map(textBytes));
  if (value.B !== undefined) return Buffer.from(value.B).length;
  if (value.NS !== undefined) return sum(value.NS.map(numberBytes));
  if (value.L !== undefined)
    return (
      containerBytes + sum(value.L.map((element) => elementBytes + valueBytes(element)))
    );
  if (value.M !== undefined)
    return (
      containerBytes + itemBytes(value.M) + elementBytes * Object.keys(value.M).length
    );
  throw new Error(`no size is known for ${Object.keys(value).join()}`);
}

/** About a byte for two significant digits, one more, and one for a sign. */
function numberBytes(number: string): number {
  const digits = number.replace(/^-|\./g, '').replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (number.startsWith('-') ? 1 : 0);
}

function textBytes(text: string): number {
  return Buffer.byteLength(text);
}

export function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
