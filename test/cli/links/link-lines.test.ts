import { expect, test } from 'vitest';
import { readLinkLines } from '../../../cli/links/link-lines.ts';

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
  ['with semicolons, as spreadsheets in Spain write it', `externalId;contactId\n42;${one}`],
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
  [`externalId,contactId\n${'canary'.repeat(100)},${one}\n`, 2, 'longer than 512 characters'],
  [
    `externalId,contactId\n1,${one}\n"canary\n2",${one}\n`,
    3,
    'a line end or a control character',
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

test('everything that is wrong with a line is told', () => {
  const { problems } = read('externalId,contactId\n,x\n');

  expect(problems.map(({ what }) => what.split('.')[0])).toEqual([
    'externalId is empty',
    'contactId is not a UUID',
  ]);
});

test.each([
  ['a workbook', Buffer.from('PK\u0003\u0004canary'), 'a spreadsheet, not CSV'],
  ['UTF-16', Buffer.from('\ufeffexternalId,contactId', 'utf16le'), 'not text in UTF-8'],
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
