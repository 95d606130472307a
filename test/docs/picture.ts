interface Box {
  column: number;
  row: number;
  name: string;
  does: string;
}

interface Colours {
  text: string;
  muted: string;
  line: string;
  fill: string;
}

const width = 172;
const height = 60;
const gap = 84;
const margin = 12;
const rowStep = height + 56;
const top = 44;

export const themes: Record<'light' | 'dark', Colours> = {
  light: { text: '#1f2328', muted: '#59636e', line: '#818b98', fill: '#f6f8fa' },
  dark: { text: '#f0f6fc', muted: '#9198a1', line: '#656c76', fill: '#151b23' },
};

/**
 * Draws a picture of boxes and arrows as SVG.
 *
 * @param text one thing per line, its parts between bars: `title`, `box`, `arrow`, `frame`
 * @throws if a line is none of these, or names a box that is not there
 */
export function drawPicture(text: string, colours: Colours): string {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const parts = lines.map((line) => line.split('|').map((part) => part.trim()));
  const [, title] = parts.find(([kind]) => kind === 'title') ?? [];
  const named = parts.filter(([kind]) => kind === 'box');
  const boxes = new Map(named.map(([, name = '', ...box]) => [name, readBox(box)]));
  const right = Math.max(...[...boxes.values()].map((box) => xOf(box) + width)) + margin;
  const bottom =
    Math.max(...[...boxes.values()].map((box) => yOf(box) + height)) + 2 * margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${right} ${bottom}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${styleOf(colours)}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"',
    ' orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>',
    ...parts.filter(([kind]) => kind !== 'title').map((part) => drawPart(part, boxes)),
    '</svg>\n',
  ].join('\n');
}

function drawPart(
  [kind, one, other, label = '']: string[],
  boxes: Map<string, Box>,
): string {
  const find = (name = '') => {
    const box = boxes.get(name);
    if (box === undefined) throw new Error(`there is no box ${name}`);
    return box;
  };
  if (kind === 'box') return drawBox(find(one));
  if (kind === 'arrow') return drawArrow(find(one), find(other), label);
  if (kind === 'frame') return drawFrame(find(one), find(other), label);
  throw new Error(`${kind} is neither title, box, arrow nor frame`);
}

function readBox([column, row, name = '', does = '']: string[]): Box {
  return { column: Number(column), row: Number(row), name, does };
}

const xOf = ({ column }: Box) => margin + column * (width + gap);
const yOf = ({ row }: Box) => top + row * rowStep;

function drawBox(box: Box): string {
  const [x, y, middle] = [xOf(box), yOf(box), xOf(box) + width / 2];
  return [
    `<rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    `<text class="name" x="${middle}" y="${y + 26}">${escaped(box.name)}</text>`,
    `<text class="does" x="${middle}" y="${y + 45}">${escaped(box.does)}</text>`,
  ].join('\n');
}

/** From side to side in a row, from top to bottom in a column, else aslant between the two. */
function drawArrow(from: Box, to: Box, label: string): string {
  if (from.row === to.row) {
    const [start, end, y] = [xOf(from) + width, xOf(to), yOf(from) + height / 2];
    const words = `<text class="does" x="${(start + end) / 2}" y="${y - 8}">${escaped(label)}</text>`;
    return `<path class="way" d="M${start} ${y}H${end - 2}"/>\n${words}`;
  }
  const isDown = to.row > from.row;
  const aside = (Math.sign(to.column - from.column) * width) / 4;
  const start = `${xOf(from) + width / 2 + aside} ${yOf(from) + (isDown ? height : 0)}`;
  const end = `${xOf(to) + width / 2 - aside} ${yOf(to) + (isDown ? -2 : height + 2)}`;
  return `<path class="way" d="M${start}L${end}"/>`;
}

function drawFrame(from: Box, to: Box, label: string): string {
  const [x, y] = [xOf(from) - margin, yOf(from) - 32];
  const [right, bottom] = [xOf(to) + width + margin, yOf(to) + height + margin];
  return [
    `<rect class="frame" x="${x}" y="${y}" width="${right - x}" height="${bottom - y}" rx="12"/>`,
    `<text class="does" x="${(x + right) / 2}" y="${y + 20}">${escaped(label)}</text>`,
  ].join('\n');
}

function styleOf({ text, muted, line, fill }: Colours): string {
  return [
    'text{font-family:system-ui,sans-serif;text-anchor:middle}',
    `.name{font-size:18px;font-weight:600;fill:${text}}`,
    `.does{font-size:15px;fill:${muted}}`,
    `.box{fill:${fill};stroke:${line}}`,
    `.frame{fill:none;stroke:${line};stroke-dasharray:5 4}`,
    `.way{fill:none;stroke:${line};stroke-width:1.5;marker-end:url(#tip)}`,
    `.tip{fill:${line}}`,
  ].join('');
}

function escaped(text = ''): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
