import type { Figures } from './figures.ts';

/** A row of the table: a part of the repository, and its test lines per source line. */
export interface Part {
  name: string;
  figures: Figures;
  testRatio: number | undefined;
}

const rows: [string, (part: Part) => string | number][] = [
  ['files', ({ figures }) => figures.files],
  ['lines', ({ figures }) => figures.lines],
  [
    'lines of a file: median / p90 / max',
    ({ figures: { medianFile, p90File, longestFile } }) =>
      `${medianFile} / ${p90File} / ${longestFile}`,
  ],
  ['files > 200 lines', ({ figures }) => figures.longFiles.length],
  ['functions', ({ figures }) => figures.functions],
  ['functions > 40 lines', ({ figures }) => figures.longFunctions.length],
  ['any', ({ figures }) => figures.anys],
  ['as', ({ figures }) => figures.casts],
  ['lint and compiler ignores', ({ figures }) => figures.ignores],
  ['comments, %', ({ figures }) => figures.comments.toFixed(1)],
  ['lines > 100 columns, %', ({ figures }) => figures.wideLines.toFixed(2)],
  ['median width', ({ figures }) => figures.medianWidth],
  ['most files in a folder', ({ figures }) => figures.fullestFolder],
  ['conditional spreads', ({ figures }) => figures.conditionalSpreads],
  ['the same with &&', ({ figures }) => figures.andSpreads],
  ["?? ''", ({ figures }) => figures.blankDefaults],
  ['nested ternaries', ({ figures }) => figures.nestedTernaries],
  ['import cycles', ({ figures }) => figures.cycles.length],
  ['test lines : source lines', ({ testRatio }) => testRatio?.toFixed(2) ?? '-'],
];

/** One column per part, aligned for a terminal. */
export function toTable(parts: Part[]): string {
  const cells = [
    ['', ...parts.map(({ name }) => name)],
    ...rows.map(([name, cell]) => [name, ...parts.map((part) => String(cell(part)))]),
  ];
  const widths = cells[0]?.map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const toLine = (row: string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(width(column)) : cell.padStart(width(column)),
      )
      .join('  ');
  const width = (column: number) => widths?.[column] ?? 0;
  return cells.map(toLine).join('\n');
}

/** What is behind the figures that have a goal, one line each. */
export function toDetails({
  longFiles,
  longFunctions,
  fullFolders,
  cycles,
}: Figures): string {
  const counted = fullFolders.map(({ path, count }) => `  ${path}: ${count}`);
  return [
    'Files > 200 lines:',
    ...longFiles.map(({ path, count }) => `  ${path}: ${count}`),
    'Functions > 40 lines (callbacks are a part of their caller):',
    ...longFunctions.map(({ path, line, lines }) => `  ${path}:${line}: ${lines}`),
    'Folders > 14 files (without functions/providers):',
    ...counted,
    'Import cycles (imports of types count):',
    ...cycles.map((cycle) => `  ${cycle.join(' , ')}`),
  ].join('\n');
}
