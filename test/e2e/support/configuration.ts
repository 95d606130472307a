import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { workspaceIds } from './person.ts';

const additions = join(import.meta.dirname, '../config');

/**
 * Copies the example configuration of a checkout to `to`: with Bridge at another address, and with
 * a second workspace, a CRM that has ids of its own, and the form of that workspace.
 */
export async function copyConfiguration(
  checkout: string,
  to: string,
  bridgeUrl: string,
): Promise<void> {
  await cp(join(checkout, 'config'), to, { recursive: true });
  await cp(additions, to, { recursive: true });
  await changeFile(join(to, 'bridge.yaml'), (text) => {
    const file = parseDocument(text);
    file.set('baseUrl', bridgeUrl);
    file.setIn(['workspaces', 'branch', 'id'], workspaceIds.branch);
    return file.toString();
  });
}

/**
 * Replaces a text that stands in a file of a configuration.
 * @throws Error if it does not stand there
 */
export function replaceIn(file: string, text: string, by: string): Promise<void> {
  return changeFile(file, (whole) => {
    if (!whole.includes(text)) throw new Error(`${file} has no ${JSON.stringify(text)}`);
    return whole.replace(text, by);
  });
}

async function changeFile(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(file, change(await readFile(file, 'utf8')));
}
