import { lstatSync } from 'node:fs';
import { isFileFailure } from '../../lib/file-failure.ts';

/**
 * Whether anything has this path, a link that leads nowhere included. What cannot be looked at
 * counts as not there: writing says why.
 */
export function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if (!isFileFailure(error)) throw error;
    return false;
  }
}
