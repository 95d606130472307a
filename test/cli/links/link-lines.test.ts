import { expect, test } from 'vitest';
import { readLinkLines } from '../../../cli/links/file/link-lines.ts';

const [one, two] = [
  '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8',
  '0b6a1c4a-2b1e-4e63-8f3e-0f9d1a2a1234',
];
const read = (text: string) => readLinkLines(Buffer.from(text));

test.each([
  ['plain', `externalId,contactId\n42,${one}\n`],
  [
    'with a byte order mark and the line ends of Windows',
    `\ufeffexternalId,contactId\r\n42,${one}\r\n`,
  ],
  [
    'with semicolons, as spreadsheets in Spain write it',
    `externalId;contactId\n42;${one}`,
  ],
  [
    'with other columns, in another order',
    `Name,CONTACTID,note,ExternalID\n"Ada, Countess",${one},"a ""b"" c",42\n`,
  ],
  [
    'with quotes and blanks around values',
    `"externalId" , contactId \n"42", ${one.toUpperCase()} \n`.replace('" ,', '",'),
  ],
  ['with empty lines', `externalId,contactId\n\n\n42,${one}\n\n`],
  ['with a line twice', `externalId,contactId\n42,${one}\n42,${one}\n`],
])('a file %s is read', (_, text) => {
  const { lines, problems } = read(text);

  expect(problems).toEqual([]);
  expect(lines.map(({ externalId, contactId }) => [externalId, contactId])).toEqual([
    ['42', one],
  ]);
});

test.each([
  ['', 1, 'the file is empty. Its first line has to be externalId,contactId'],
  ['externalId,contactId\n', 2, 'has no line after the first'],
  [
    `42,${one}\n`,
    1,
    'no column externalId and no contactId. Write externalId,contactId as the first line.',
  ],
  [`id,contactId\n42,${one}\n`, 1, 'no column externalId. Write'],
  [`externalId\tcontactId\n42\t${one}\n`, 1, 'no column externalId and no contactId'],
  [`externalId,contactId\n,${one}\n`, 2, 'externalId is empty'],
  [`externalId,contactId\n"  ",${one}\n`, 2, 'externalId is empty'],
  ['externalId,contactId\ncanary\n', 2, 'contactId is empty'],
  ['externalId,contactId\ncanary,canary@example.com\n', 2, 'contactId is not a UUID'],
  [
    `externalId,contactId\n${'canary'.repeat(100)},${one}\n`,
    2,
    'longer than 512 characters',
  ],
  [
    `externalId,contactId\n1,${one}\n"canary\n2",${one}\n`,
    3,
    'a line end in it. Is a quote missing?',
  ],
  [`externalId,contactId\n1.23457E+11,${one}\n`, 2, 'rounded by a spreadsheet'],
  [
    `externalId,contactId\n1,${one}\n\ncanary,${one}\ncanary,${two}\n`,
    5,
    'the externalId of line 4 is here again, with another contactId',
  ],
  [
    `externalId,contactId\n1,${one}\n\n"canary,${one}\n3,${one}\n`,
    4,
    'a quote is missing or one too many',
  ],
  [
    `externalId,contactId\n1,${one}\nca"nary,${one}\n`,
    3,
    'a quote is missing or one too many',
  ],
  [
    `note,externalId,contactId\n"one\ntwo",1,${one}\nx,canary,none\n`,
    4,
    'contactId is not a UUID',
  ],
])('%j is told by line, without what it holds (G10)', (text, line, what) => {
  const { problems } = read(text);

  expect(problems).toEqual([{ line, what: expect.stringContaining(what) }]);
  expect(JSON.stringify(problems)).not.toContain('canary');
});

const unseen = [
  ['a control character', '\u0001', 'U+0001'],
  ['ESC', '\u001b', 'U+001B'],
  ['C1', '\u009b', 'U+009B'],
  ['a tab', '\t', 'U+0009'],
  ['a soft hyphen', '\u00ad', 'U+00AD'],
  ['an Arabic letter mark', '\u061c', 'U+061C'],
  ['a Hangul filler', '\u3164', 'U+3164'],
  ['empty Braille', '\u2800', 'U+2800'],
  ['a zero-width space', '\u200b', 'U+200B'],
  ['a zero-width joiner', '\u200d', 'U+200D'],
  ['a right-to-left override', '\u202e', 'U+202E'],
  ['an isolate', '\u2066', 'U+2066'],
  ['a word joiner', '\u2060', 'U+2060'],
  ['a byte order mark', '\ufeff', 'U+FEFF'],
  ['a variation selector', '\ufe0f', 'U+FE0F'],
  ['a tag', '\u{e0041}', 'U+E0041'],
] as const;

test.each(unseen)(
  'an id with %s in it is told by line, column and code point',
  (_, character, code) => {
    const { lines, problems } = read(
      `note,externalId,contactId\nx,1,${one}\n"a,""b",can${character}ary,${two}\n`,
    );

    expect(lines.map(({ externalId }) => externalId)).toEqual(['1']);
    expect(problems).toEqual([
      { line: 3, column: 12, what: expect.stringContaining(`(${code})`) },
    ]);
    expect(problems[0]?.what).not.toContain('can');
  },
);

test.each(['\u200b', '\ufeff', '\u2060'])(
  '%j at either end of an id is refused, too',
  (character) => {
    const { problems } = read(
      `externalId,contactId\n${character}1,${one}\n2${character},${one}\n`,
    );

    expect(problems.map(({ line, column }) => [line, column])).toEqual([
      [2, 1],
      [3, 2],
    ]);
  },
);

test('what cannot be seen in other columns, or stands where a value has several lines, is not confused', () => {
  const { problems } = read(
    `note,externalId,contactId\n"one\ntwo\u200b",c\u2060,${one}\n\u200b,2,${one}\n`,
  );

  expect(problems).toEqual([
    { line: 3, column: 8, what: expect.stringContaining('(U+2060)') },
  ]);
});

test('every format character of Unicode is refused', () => {
  const all = Array.from({ length: 0x110000 }, (_, code) => code)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCodePoint(code))
    .filter((character) => /\p{Cf}/u.test(character));
  const lines = all.map((character, index) => `${index}${character}x,${one}`);

  const read0 = read(['externalId,contactId', ...lines].join('\n'));

  expect(all.length).toBeGreaterThan(150);
  expect([read0.lines, read0.problems.length]).toEqual([[], all.length]);
});

test.each([
  ['externalId,contactId,externalId', 'externalId: 1 and 3'],
  ['externalId,ExternalID,contactId', 'externalId: 1 and 2'],
  ['external_id,contactId,externalId', 'externalId: 1 and 3'],
  ['externalId,contactId,Contact ID', 'contactId: 2 and 3'],
  ['contactId;externalId;contact-id', 'contactId: 1 and 3'],
])('of %s, two columns mean the same', (head, columns) => {
  const { lines, problems } = read(`${head}\n1,${one},2\n`);

  expect(lines).toEqual([]);
  expect(problems).toEqual([
    { line: 1, what: `the first line has 2 columns ${columns}. Keep one of them.` },
  ]);
});

test.each([
  ['"note; remark",externalId,contactId', ','],
  ['"a;""b"";c",externalId,contactId', ','],
  ['"two\nlines; here",externalId,contactId', ','],
  ['externalId,contactId,note; remark', ','],
  ['"note, remark";externalId;contactId', ';'],
  ['externalId;contactId;note, remark, more', ';'],
  ['\n\n"a;b",externalId,contactId', ','],
])('the separator of %j is %s', (head, separator) => {
  const names = head.split(separator === ',' ? /,(?=\S)/ : ';').map((name) => name.trim());
  const cells = names.map(
    (name) => ({ externalId: '42', contactId: one })[name] ?? '"x;,"',
  );

  const { lines, problems } = read(`${head}\n${cells.join(separator)}\n`);

  expect(problems).toEqual([]);
  expect(lines).toMatchObject([{ externalId: '42', contactId: one }]);
});

test('everything that is wrong with a line is told', () => {
  const { problems } = read('externalId,contactId\n,x\n');

  expect(problems.map(({ what }) => what.split('.')[0])).toEqual([
    'externalId is empty',
    'contactId is not a UUID',
  ]);
});

test.each([
  ['a workbook', Buffer.from('PK\u0003\u0004canary'), 'a spreadsheet, not CSV'],
  ['UTF-16', Buffer.from('\ufeffexternalId,contactId', 'utf16le'), 'in UTF-16, not UTF-8'],
  ['Latin-1', Buffer.from('externalId,contactId,año', 'latin1'), 'not text in UTF-8'],
])('%s is told apart from CSV', (_, bytes, what) => {
  const { problems } = readLinkLines(bytes);

  expect(problems).toEqual([
    { line: 1, what: `the file is ${what}. Save it as CSV in UTF-8.` },
  ]);
});

test('a hundred thousand lines are read, each once', () => {
  const text = `externalId,contactId\n${Array.from({ length: 100_000 }, (_, index) => `${index},${one}`).join('\n')}`;

  const { lines, problems } = read(text);

  expect([lines.length, problems]).toEqual([100_000, []]);
});
