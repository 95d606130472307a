import { textReaderOf } from '../decode-text.ts';

/** A part of a multipart body, in texts. */
export interface Section {
  /** Its lines before the content, with CR LF between them. */
  head: string;
  content: string;
}

/**
 * The parts of a multipart body, to write it anew. What is no text is left empty, as files are.
 * @param charset of fields that name none
 */
export function readSections(body: Buffer, boundary: string, charset: string): Section[] {
  const [, ...pieces] = `\r\n${body.toString('latin1')}`.split(`\r\n--${boundary}`);
  return pieces.filter((piece) => piece.startsWith('\r\n')).map(readSection);

  function readSection(piece: string): Section {
    const end = piece.indexOf('\r\n\r\n');
    const head = Buffer.from(piece.slice(2, Math.max(end, 2)), 'latin1').toString();
    const bytes = Buffer.from(end === -1 ? '' : piece.slice(end + 4), 'latin1');
    return { head: head.replace(charsetParameter, ''), content: textOf(head, bytes) };
  }

  function textOf(head: string, bytes: Buffer): string {
    const type = /^content-type:(.*)$/im.exec(head)?.[1] ?? '';
    try {
      const reader = textReaderOf(type, bytes, charset);
      return reader.read(reader.body);
    } catch {
      return '';
    }
  }
}

const charsetParameter = /;\s*charset\s*=\s*("[^"\r\n]*"|[^;\r\n]*)/gi;

/** The body that has these parts. */
export function joinSections(sections: Section[], boundary: string): string {
  const parts = sections.map(
    ({ head, content }) => `--${boundary}\r\n${head}\r\n\r\n${content}\r\n`,
  );
  return `${parts.join('')}--${boundary}--\r\n`;
}

/** The name of a part's field; `undefined` where it has none. */
export function nameOfSection({ head }: Section): string | undefined {
  return /^content-disposition:[^\r\n]*;\s*name="?([^"\r\n;]*)"?/im.exec(head)?.[1];
}
