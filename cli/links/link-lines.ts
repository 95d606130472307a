import { CsvError, parse } from 'csv-parse/sync';
import { parseContactId } from '../../functions/core/bridge/contact-id.ts';

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
  const rows = parseRows(text);
  if (!Array.isArray(rows)) return { lines: [], problems: [rows] };
  const columns = findColumns(rows[0]);
  return 'what' in columns
    ? { lines: [], problems: [columns] }
    : checkRows(rows.slice(1), columns);
}

/** The text with one kind of line end; what is wrong, if it is no text. */
function decode(bytes: Uint8Array): string | LineProblem {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return wrongKind('a spreadsheet, not CSV');
  if (bytes.includes(0)) return wrongKind('not text in UTF-8');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    return wrongKind('not text in UTF-8');
  }
}

function wrongKind(kind: string): LineProblem {
  return { line: 1, what: `the file is ${kind}. Save it as CSV in UTF-8.` };
}

interface Row {
  line: number;
  cells: string[];
}

function parseRows(text: string): Row[] | LineProblem {
  const textLines = text.split('\n');
  const rows: Row[] = [];
  let next = 1;
  try {
    parse(text, {
      delimiter: textLines[0]?.includes(';') ? ';' : ',',
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
  const names = row.cells.map((cell) => cell.trim().toLowerCase());
  const columns = {
    externalId: names.indexOf('externalid'),
    contactId: names.indexOf('contactid'),
  };
  const missing = Object.entries(columns).flatMap(([name, index]) =>
    index < 0 ? [name] : [],
  );
  if (missing.length === 0) return columns;
  return {
    line: row.line,
    what:
      `the first line has no column ${missing.join(' and no ')}. ` +
      `Write ${header} as the first line.`,
  };
}

function checkRows(rows: Row[], columns: Columns): LinkFile {
  if (rows.length === 0) {
    const what = 'the file has no line after the first. Write one line for each id.';
    return { lines: [], problems: [{ line: 2, what }] };
  }
  const found = new Map<string, LinkLine>();
  const problems: LineProblem[] = [];
  for (const { line, cells } of rows) {
    const externalId = cellAt(cells, columns.externalId);
    const contactId = cellAt(cells, columns.contactId).toLowerCase();
    const before = found.get(externalId);
    const wrong = [
      wrongId(externalId),
      wrongContact(contactId),
      before && contradiction(before, contactId),
    ].filter((what) => what !== undefined);
    problems.push(...wrong.map((what) => ({ line, what })));
    if (wrong.length === 0 && before === undefined)
      found.set(externalId, { line, externalId, contactId });
  }
  return { lines: [...found.values()], problems };
}

/** A line that ends early has empty cells. */
function cellAt(cells: string[], column: number): string {
  const { [column]: cell = '' } = cells;
  return cell.trim();
}

function wrongId(id: string): string | undefined {
  if (id === '') return "externalId is empty. Write the sender's id, or remove the line.";
  if (id.length > maxIdLength)
    return `externalId is longer than ${maxIdLength} characters. Is a quote missing?`;
  if (/\p{Cc}/u.test(id))
    return 'externalId has a line end or a control character in it. Is a quote missing?';
  if (/^\d([.,]\d+)?E\+\d+$/i.test(id))
    return (
      'externalId was rounded by a spreadsheet. ' +
      'Format the column as text and export the file again.'
    );
  return undefined;
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
