/** What JavaScript calls some of JSONata's functions. */
export const otherNames: Record<string, string> = {
  toLowerCase: 'lowercase',
  toUpperCase: 'uppercase',
  toString: 'string',
  concat: 'append',
  coalesce: 'first',
  parseInt: 'number',
  parseFloat: 'number',
  Number: 'number',
  String: 'string',
};
