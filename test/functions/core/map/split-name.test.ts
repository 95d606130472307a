import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitName } from '../../../../functions/core/map/split-name.ts';

test.each([
  ['Ada Lovelace', 'Ada', 'Lovelace'],
  ['  Ada   King  Lovelace ', 'Ada', 'King Lovelace'],
  ['Ludwig van Beethoven', 'Ludwig', 'van Beethoven'],
  ['Ada\u00a0Lovelace', 'Ada', 'Lovelace'],
  ['山田\u3000太郎', '山田', '太郎'],
  ['Lovelace, Ada', 'Ada', 'Lovelace'],
  ['García,Ana', 'Ana', 'García'],
  ['García\u00a0, Ana', 'Ana', 'García'],
  ['García，Ana', 'Ana', 'García'],
  ['García Pérez, Ana María', 'Ana María', 'García Pérez'],
  ['de la Cruz, María', 'María', 'de la Cruz'],
  ['van der Berg, Jan', 'Jan', 'van der Berg'],
  ['Cruz, María de la', 'María', 'de la Cruz'],
  ['Beethoven, Ludwig van', 'Ludwig', 'van Beethoven'],
  ['Neumann, John von', 'John', 'von Neumann'],
  ['Nguyen, Thi Van', 'Thi Van', 'Nguyen'],
  ['King Jr., Martin Luther', 'Martin Luther', 'King Jr.'],
  ['King, Martin Luther, Jr.', 'Martin Luther', 'King Jr.'],
  ['Martin Luther King, Jr.', 'Martin', 'Luther King Jr.'],
  ['Davis III, Sammy', 'Sammy', 'Davis III'],
  ['Gil, Ana, MBA', 'Ana', 'Gil MBA'],
  ['Sammy Davis, III', 'Sammy', 'Davis III'],
  ['García, de la', 'de la', 'García'],
  ['"Pérez, Ana"', 'Ana', 'Pérez'],
  [' “Pérez, Ana María” ', 'Ana María', 'Pérez'],
  ['«Gil, Ana»', 'Ana', 'Gil'],
  ["'O'Neil, Ana'", 'Ana', "O'Neil"],
  ['"Pérez","Ana"', 'Ana', 'Pérez'],
  ['"Ana Gil"', 'Ana', 'Gil'],
  ['George "Babe" Ruth', 'George', '"Babe" Ruth'],
  ['"Babe" Ruth', '"Babe"', 'Ruth'],
  ['George Ruth "Babe"', 'George', 'Ruth "Babe"'],
  ["'Babe' Ruth", "'Babe'", 'Ruth'],
  ["George Ruth 'Babe'", 'George', "Ruth 'Babe'"],
  ['Smith, John Jr.', 'John', 'Smith Jr.'],
  ['Petrov, Ivan', 'Ivan', 'Petrov'],
  ['Davis, Sammy Lee III', 'Sammy Lee', 'Davis III'],
  ['Gil, Ana Jr., PhD', 'Ana', 'Gil Jr. PhD'],
  ['Berg, Jan van der Jr.', 'Jan', 'van der Berg Jr.'],
])('%j is %s and %s', (text, first, last) => {
  expect(splitName(text)).toEqual([first, last]);
});

test.each([
  ['Cher', ['Cher']],
  ['李小龍', ['李小龍']],
  ['García,', ['García']],
  ['"Cher"', ['Cher']],
  ['""', []],
  [', Ana', ['Ana']],
  [' , ', []],
  [undefined, []],
])('%j has not both: %j', (text, expected) => {
  expect(splitName(text)).toEqual(expected);
});

test.each(
  'Jr Sr Jr. II III IV Junior Senior Filho Neto Hijo Esq MD M.D. PhD Ph.D. CPA MBA DDS RN R.N. JD J.D.'.split(
    ' ',
  ),
)('what stands behind a name, %s, belongs to the last', (suffix) => {
  expect(splitName(`Ana Gil, ${suffix}`)).toEqual(['Ana', `Gil ${suffix}`]);
});

test.each(
  (
    "af av bin d' da das de degli dei del dell' della delle den der des di do dos du el ibn la las " +
    'le les lo los ten ter van vom von y zu zum zur'
  ).split(' '),
)('a small word of a last name, %s, can stand behind the first', (particle) => {
  expect(splitName(`Gil, Ana ${particle}`)).toEqual(['Ana', `${particle} Gil`]);
});

test('no comma is in a name, and no word is lost', () => {
  const words = fc.constantFrom('Ana', 'de', 'la', 'van', 'García', 'Jr.', ',', ',', '，');
  const texts = fc.array(words, { maxLength: 8 }).map((parts) => parts.join(' '));
  const wordsOf = (text: string) => text.match(/[^\s,，]+/g)?.toSorted() ?? [];

  fc.assert(
    fc.property(texts, (text) => {
      const names = splitName(text);
      expect(names.join('')).not.toMatch(/[,，]/);
      expect(wordsOf(names.join(' '))).toEqual(wordsOf(text));
    }),
  );
});
