import { extname } from 'node:path';
import type { Finding } from './prose.ts';

/** The columns of a line, as in .editorconfig and biome.json. */
export const columns = 100;

const comments: Record<string, RegExp> = {
  '.ts': /^\s*(?:\/\/|\/?\*)|\s\/\/\s[^'"`]*$/,
  '.mjs': /^\s*(?:\/\/|\/?\*)|\s\/\/\s[^'"`]*$/,
  '.yaml': /(?:^|\s)#\s/,
  '.yml': /(?:^|\s)#\s/,
  '.pml': /^/,
};

/**
 * The lines of a file that are wider than they can be: in Markdown all but the rows of tables, in
 * code the comments, because the formatter sees to the rest. A URL counts for nothing.
 */
export function wideLines(path: string, text: string): Finding[] {
  const isMarkdown = path.endsWith('.md');
  const comment = comments[extname(path)];
  return text.split('\n').flatMap((line, index) => {
    const counts = isMarkdown ? !line.startsWith('|') : comment?.test(line) === true;
    const width = [...line.replace(/https?:\/\/\S+/g, '')].length;
    return counts && width > columns
      ? [{ line: index + 1, what: `${width} columns` }]
      : [];
  });
}
