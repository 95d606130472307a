/** What the library takes for the end, and the conditions at a place between two characters. */
const end = -8;
const lineStart = 1;
const lineEnd = 2;
const textStart = 4;
const textEnd = 8;
const wordEdge = 16;
const noWordEdge = 32;

/**
 * A text as the engine of `re2js` reads it (its `MachineUTF16Input`), but with JavaScript's
 * characters, which are UTF-16 code units, and its ends of lines; and it counts how far the engine
 * looks.
 */
export class CountedText {
  /** How many characters the engine looked at, up to the farthest. */
  characters = 1;
  private readonly text: string;
  private readonly from: number;
  private readonly count: (characters: number) => void;

  /** @param count is told the characters looked at, and may throw */
  constructor(text: string, from: number, count: (characters: number) => void) {
    this.text = text;
    this.from = from;
    this.count = count;
  }

  /** The character, and 1 for how long it is in the lowest three bits. */
  step(at: number): number {
    if (at >= this.text.length) return end;
    this.look(at);
    return (this.text.charCodeAt(at) << 3) | 1;
  }

  context(at: number): number {
    const [before, after] = [this.text.charAt(at - 1), this.text.charAt(at)];
    return (
      (before === '' ? textStart : 0) |
      (after === '' ? textEnd : 0) |
      (/^[\n\r\u2028\u2029]?$/.test(before) ? lineStart : 0) |
      (/^[\n\r\u2028\u2029]?$/.test(after) ? lineEnd : 0) |
      (/\w/.test(before) === /\w/.test(after) ? noWordEdge : wordEdge)
    );
  }

  endPos(): number {
    return this.text.length;
  }

  /** How far away the text is that every match begins with; -1 if there is none. */
  index({ prefix }: { prefix: string }, at: number): number {
    const found = this.text.indexOf(prefix, at);
    this.look(found < 0 ? this.text.length : found);
    return found < 0 ? found : found - at;
  }

  prefixLength({ prefix }: { prefix: string }): number {
    return prefix.length;
  }

  canCheckPrefix(): boolean {
    return true;
  }

  /** Whether a match is possible at all: not looked for, since that would be looking, too. */
  hasString(): boolean {
    return true;
  }

  hasAnyString(): boolean {
    return true;
  }

  private look(at: number): void {
    if (at - this.from < this.characters) return;
    this.characters = at - this.from + 1;
    this.count(this.characters);
  }
}
