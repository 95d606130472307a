import { toVisibleText } from '../visible-text.ts';

/** How ids of contacts are written: UUIDs, of any version, in small letters. */
export const contactIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The id of a contact in a text, in its one spelling and without what nobody can see; `undefined`
 * if the text is no UUID.
 */
export function parseContactId(text: string): string | undefined {
  const id = toVisibleText(text).toLowerCase();
  return contactIdPattern.test(id) ? id : undefined;
}
