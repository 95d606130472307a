// Part of npm run lint: no line of Markdown and no comment is wider than 100 columns.
import { globSync, readFileSync } from 'node:fs';
import { columns, wideLines } from './line-width.ts';

const folders = '{.github,cli,config,console,docs,functions,lib,local,test}';
const files = globSync(['*.{md,ts}', `${folders}/**/*.{md,ts,tsx,mjs,yaml,yml,pml}`], {
  exclude: ['test/fixtures/**'],
});
const found = files
  .sort()
  .flatMap((file) =>
    wideLines(file, readFileSync(file, 'utf8')).map(
      ({ line, what }) => `${file}:${line} ${what}`,
    ),
  );
if (found.length > 0) {
  console.error(
    `${found.join('\n')}\n\nLines of text and comments have ${columns} columns.`,
  );
  process.exitCode = 1;
}
