import { CsvError, parse } from 'csv-parse/sync';
import { parseContactId } from '../../../functions/core/bridge/contact-id.ts';
import { findInvisible } from '../../../functions/core/key-text.ts';
import { decodeText } from '../../../lib/text-file.ts';
import { describeInvisible, trimBlanks } from './external-id.ts';

/** One line of a file of links. */
export interface LinkLine {
  /** The line's number in the file, from 1. */
  line: number;
  externalId: string;
  contactId: string;
}

/** What is wrong with a line, and what to write. Never what it holds (G10). */
export interface LineProblem {
  line: number;
  /** The character of the line, from 1, where one is to blame. */
  column?: number | undefined;
  what: string;
}

/** A file of links as read; a line that only repeats another is left out. */
export interface LinkFile {
  lines: LinkLine[];
  problems: LineProblem[];
}

const maxIdLength = 512;
const header = 'externalId,contactId';

/**
 * Reads CSV with the columns externalId and contactId, in UTF-8, with `,` or `;` between them.
 * Other columns do not matter.
 */
export function readLinkLines(bytes: Uint8Array): LinkFile {
  const text = decode(bytes);
  if (typeof text !== 'string') return { lines: [], problems: [text] };
  const textLines = text.split('\n');
  const rows = parseRows(text, textLines);
  if (!Array.isArray(rows)) return { lines: [], problems: [rows] };
  const columns = findColumns(rows[0]);
  return 'what' in columns
    ? { lines: [], problems: [columns] }
    : checkRows(rows.slice(1), columns, textLines);
}

/** The text with one kind of line end; what is wrong, if it is no text. */
function decode(bytes: Uint8Array): string | LineProblem {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b)
    return wrongKind('is a spreadsheet, not CSV');
  const decoded = decodeText(bytes);
  if (!('text' in decoded)) return wrongKind(decoded.what);
  if (decoded.text.includes('\0')) return wrongKind('is not text in UTF-8');
  return decoded.text.replace(/\r\n?/g, '\n');
}

function wrongKind(what: string): LineProblem {
  return { line: 1, what: `the file ${what}. Save it as CSV in UTF-8.` };
}

interface Row {
  line: number;
  cells: string[];
}

function parseRows(text: string, textLines: string[]): Row[] | LineProblem {
  const rows: Row[] = [];
  let next = 1;
  try {
    parse(text, {
      delimiter: findDelimiter(text),
      relax_column_count: true,
      skip_empty_lines: true,
      on_record(cells, { lines }) {
        rows.push({ line: lines - lineEnds(cells), cells });
        next = lines + 1;
        return null;
      },
    });
    return rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    while (textLines[next - 1] === '') next += 1;
    return {
      line: next,
      what:
        'is not CSV: a quote is missing or one too many. ' +
        'Put the whole value in quotes, and write "" for one inside it.',
    };
  }
}

/** Longer than any first line. */
const headLength = 65_536;

/** The one that parts the columns we need; they can have the other one in quotes. */
function findDelimiter(text: string): string {
  const head = text.slice(0, headLength);
  const isRight = (delimiter: string) => {
    const row = firstRow(head, delimiter);
    return ['externalid', 'contactid'].every((name) => columnsNamed(name, row).length > 0);
  };
  return isRight(';') ? ';' : ',';
}

function firstRow(text: string, delimiter: string): Row {
  try {
    const [cells] = parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      to: 1,
    });
    return { line: 1, cells: cells ?? [] };
  } catch (error) {
    if (error instanceof CsvError) return { line: 1, cells: [] };
    throw error;
  }
}

/** The parser gives the line that a record ends on. */
function lineEnds(cells: string[]): number {
  return cells.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
}

interface Columns {
  externalId: number;
  contactId: number;
}

function findColumns(row: Row | undefined): Columns | LineProblem {
  if (row === undefined)
    return { line: 1, what: `the file is empty. Its first line has to be ${header}` };
  const found = {
    externalId: columnsNamed('externalid', row),
    contactId: columnsNamed('contactid', row),
  };
  const [externalId, contactId] = [found.externalId[0], found.contactId[0]];
  const wrong = Object.entries(found).find(([, columns]) => columns.length > 1);
  if (wrong !== undefined)
    return {
      line: row.line,
      what:
        `the first line has ${wrong[1].length} columns ${wrong[0]}: ` +
        `${wrong[1].map((column) => column + 1).join(' and ')}. Keep one of them.`,
    };
  if (externalId !== undefined && contactId !== undefined)
    return { externalId, contactId };
  const missing = Object.entries(found).flatMap(([name, columns]) =>
    columns.length === 0 ? [name] : [],
  );
  return {
    line: row.line,
    what:
      `the first line has no column ${missing.join(' and no ')}. ` +
      `Write ${header} as the first line.`,
  };
}

/** Where a name stands, in any case and whatever else than letters and digits is in it. */
function columnsNamed(name: string, { cells }: Row): number[] {
  return cells.flatMap((cell, column) =>
    cell.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase() === name ? [column] : [],
  );
}

function checkRows(rows: Row[], columns: Columns, textLines: string[]): LinkFile {
  if (rows.length === 0) {
    const what = 'the file has no line after the first. Write one line for each id.';
    return { lines: [], problems: [{ line: 2, what }] };
  }
  const found = new Map<string, LinkLine>();
  const problems: LineProblem[] = [];
  for (const row of rows) {
    const { line, cells } = row;
    const externalId = cellAt(cells, columns.externalId);
    const contactId = cellAt(cells, columns.contactId).toLowerCase();
    const before = found.get(externalId);
    const unseen = unseenIn(externalId, row, textLines);
    const wrong = [
      wrongId(externalId),
      wrongContact(contactId),
      before && contradiction(before, contactId),
    ].filter((what) => what !== undefined);
    if (unseen !== undefined) problems.push(unseen);
    problems.push(...wrong.map((what) => ({ line, what })));
    if (unseen === undefined && wrong.length === 0 && before === undefined)
      found.set(externalId, { line, externalId, contactId });
  }
  return { lines: [...found.values()], problems };
}

/** A line that ends early has empty cells. */
function cellAt(cells: string[], column: number): string {
  const { [column]: cell = '' } = cells;
  return trimBlanks(cell);
}

function wrongId(id: string): string | undefined {
  if (id === '') return "externalId is empty. Write the sender's id, or remove the line.";
  if (id.length > maxIdLength)
    return `externalId is longer than ${maxIdLength} characters. Is a quote missing?`;
  if (id.includes('\n')) return 'externalId has a line end in it. Is a quote missing?';
  if (/^\d([.,]\d+)?E\+\d+$/i.test(id))
    return (
      'externalId was rounded by a spreadsheet. ' +
      'Format the column as text and export the file again.'
    );
  return undefined;
}

/** No event has such an id: the character came along when the file was made. */
function unseenIn(
  id: string,
  { line, cells }: Row,
  textLines: string[],
): LineProblem | undefined {
  const character = findInvisible(id.replaceAll('\n', ' '));
  if (character === undefined) return undefined;
  const what = `externalId has ${describeInvisible(character)} in it. Remove it.`;
  for (let next = line; next <= line + lineEnds(cells); next += 1) {
    const textLine = textLines[next - 1] ?? '';
    const start = textLine.indexOf(id);
    const at = start < 0 ? textLine.indexOf(character.character) : start + character.at;
    if (at >= 0) return { line: next, column: at + 1, what };
  }
  return { line, what };
}

function wrongContact(id: string): string | undefined {
  if (id === '')
    return "contactId is empty. Write Bridge's id of the contact, a UUID, or remove the line.";
  if (parseContactId(id) !== undefined) return undefined;
  return (
    "contactId is not a UUID. Write Bridge's id of the contact, " +
    'such as 4e362e2b-67b2-4a7e-a9df-e9ecf9141be8.'
  );
}

function contradiction({ line, contactId }: LinkLine, other: string): string | undefined {
  if (contactId === other) return undefined;
  return (
    `the externalId of line ${line} is here again, with another contactId. ` +
    'Keep one of the two lines.'
  );
}
