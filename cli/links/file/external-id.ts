import {
  findInvisible,
  type InvisibleCharacter,
} from '../../../functions/core/key-text.ts';
import { toVisibleText } from '../../../functions/core/visible-text.ts';
import { UsageError } from '../../../lib/report.ts';

/** The text without blanks around it. A byte order mark is none: it would be there unseen. */
export function trimBlanks(text: string): string {
  return text.replace(/^[^\S\ufeff]+/, '').replace(/[^\S\ufeff]+$/, '');
}

/** A character that nobody can see, in words. */
export function describeInvisible({ codePoint }: InvisibleCharacter): string {
  return `an invisible character (${codePoint})`;
}

/**
 * Reads `--id` as ids of events are read: without what nobody can see.
 * @throws UsageError if it is empty
 */
export function readExternalId(text: string): string {
  const id = toVisibleText(text);
  if (id !== '') return id;
  throw new UsageError("--id is empty. Write the sender's id.");
}

/**
 * Reads `--id` of an id to be linked.
 * @throws UsageError if it is empty, or has a character in it that no sender's id has
 */
export function readNewExternalId(text: string): string {
  const id = trimBlanks(text);
  const character = findInvisible(id);
  if (character === undefined) return readExternalId(id);
  throw new UsageError(
    `--id has ${describeInvisible(character)} at character ${character.at + 1}. Write it without.`,
  );
}
