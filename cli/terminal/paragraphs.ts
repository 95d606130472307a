const width = 80;

/** A text in lines of at most 80 columns, as far as its words allow. */
export function wrapped(text: string, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && indent.length + longer.length > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((one) => `${indent}${one}`);
}

/** Texts as a list. */
export function listed(texts: readonly string[]): string[] {
  return texts.flatMap((text) => hanging('  - ', text));
}

/** Texts as a list with numbers from 1. */
export function numbered(texts: readonly string[]): string[] {
  return texts.flatMap((text, index) => hanging(`  ${index + 1}. `, text));
}

/** A text behind a label, its further lines below its first word, or `deeper` columns deeper. */
export function hanging(label: string, text: string, deeper = 0): string[] {
  const indent = ' '.repeat(label.length + deeper);
  const [first = '', ...more] = wrapped(text, indent);
  return [`${label}${first.trimStart()}`, ...more];
}
