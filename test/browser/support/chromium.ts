import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * A Chromium of this machine, without a window. `CHROMIUM` says where it is; else it is looked for
 * in `PATH`.
 * @throws Error if there is none, with how to get it: a test that is left out proves nothing
 */
export function openBrowser(): Promise<Browser> {
  // The sandbox needs rights that containers do not give; the pages are ours.
  return chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
}

function findChromium(): string {
  const { CHROMIUM, PATH = '' } = process.env;
  const places = PATH.split(delimiter).flatMap((folder) =>
    names.map((name) => join(folder, name)),
  );
  const found = [CHROMIUM, ...places].find((path) => path && isProgram(path));
  if (found !== undefined) return found;
  throw new Error(
    'There is no Chromium here. Install it (Debian: apt-get install chromium), ' +
      'or say where it is: CHROMIUM=/path npm run test:browser',
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
