/** A piece of a page and the line where it begins, counted from 1. */
export interface Piece {
  line: number;
  text: string;
}

export interface CodeBlock extends Piece {
  language: string;
}

export interface Page {
  /** Paragraphs and list items, each as one line of text. */
  prose: Piece[];
  /** Rows of tables and headings: read by people, but not made of sentences. */
  rows: Piece[];
  code: CodeBlock[];
}

const startsItem = /^\s*(?:[-*]|\d+\.)\s/;
const isRow = /^\s*(?:#|\|)/;
const isHtml = /^\s*<\/?[a-z!]/;
const fenceOf = (line: string) => /^\s*(```+)\s*(\w*)/.exec(line);

/** Takes a Markdown page apart. HTML belongs to nothing. */
export function readPage(markdown: string): Page {
  const page: Page = { prose: [], rows: [], code: [] };
  let paragraph: Piece | undefined;
  let block: CodeBlock | undefined;
  for (const [index, text] of markdown.split('\n').entries()) {
    const line = index + 1;
    const fence = fenceOf(text);
    if (block !== undefined) {
      if (fence === null) block.text += `${text}\n`;
      else block = undefined;
      continue;
    }
    if (fence !== null) {
      block = { line, language: fence[2] ?? '', text: '' };
      page.code.push(block);
    } else if (isRow.test(text)) page.rows.push({ line, text });
    if (fence !== null || text.trim() === '' || isRow.test(text) || isHtml.test(text))
      paragraph = undefined;
    else if (paragraph === undefined || startsItem.test(text)) {
      paragraph = { line, text: text.trim() };
      page.prose.push(paragraph);
    } else paragraph.text += ` ${text.trim()}`;
  }
  return page;
}

/** The words of a piece: a link is its text, inline code is one word, and signs of Markdown go. */
export function readable(text: string): string {
  return text
    .replace(startsItem, '')
    .replace(/`[^`]+`/g, 'code')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*?/g, '');
}

/** The anchors that GitHub gives to the headings of a page. */
export function anchorsOf(page: Page): Set<string> {
  const headings = page.rows.filter(({ text }) => text.startsWith('#'));
  return new Set(headings.map(({ text }) => anchorOf(text.replace(/^#+\s*/, ''))));
}

export function anchorOf(heading: string): string {
  return heading
    .replace(/`/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s/g, '-');
}

/** Where a page leads to: the addresses of its links and pictures, without those in code. */
export function linksOf(markdown: string): string[] {
  const text = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]+`/g, 'code');
  const inMarkdown = [...text.matchAll(/\]\(([^)\s]+)\)/g)];
  const inHtml = [...text.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)];
  return [...inMarkdown, ...inHtml].map(([, address = '']) => address);
}
