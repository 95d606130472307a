/** A line of a call tree: a function, the file where it is, and the file that calls it. */
export interface Call {
  name: string;
  file: string;
  caller: string;
}

interface Line {
  indent: number;
  /** Nothing for the file that a tree begins with. */
  name?: string | undefined;
  file: string;
}

const headLine = /^(\S+\.ts)\s/;
const callLine = /^(\s+)(\w+)\(\)\s+(\S+\.ts)(?:\s|$)/;

/**
 * Reads a call tree: a line that begins with a file, and below it, indented, what is called:
 * `name()   path from functions/   what it does`.
 *
 * @throws if a line is neither
 */
export function readCallTree(text: string): Call[] {
  const callers: Line[] = [];
  const calls: Call[] = [];
  for (const line of text
    .split('\n')
    .filter((one) => one.trim() !== '')
    .map(readLine)) {
    while ((callers.at(-1)?.indent ?? -1) >= line.indent) callers.pop();
    const caller = callers.at(-1)?.file;
    if (line.name !== undefined && caller !== undefined)
      calls.push({ name: line.name, file: line.file, caller });
    callers.push(line);
  }
  return calls;
}

function readLine(text: string): Line {
  const [, head] = headLine.exec(text) ?? [];
  if (head !== undefined) return { indent: 0, file: head };
  const [, indent, name, path] = callLine.exec(text) ?? [];
  if (indent === undefined) throw new Error(`not a line of a call tree: ${text}`);
  return { indent: indent.length, name, file: `functions/${path}` };
}
