import { join } from 'node:path';
import { openBrowser } from '../support/chromium.ts';
import { openConsole } from '../support/console-page.ts';
import { startInstance } from '../support/local-instance.ts';
import { looks, steps, walk } from './steps.ts';

const pictures = join(import.meta.dirname, '../../../docs/pictures');

const [browser, instance] = await Promise.all([openBrowser(), startInstance()]);
const { page } = await openConsole(browser, instance.consoleUrl, looks);
for (const step of steps) {
  await walk(step, { page, instance });
  if (step.picture === undefined) continue;
  const path = join(pictures, `console-${step.picture}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  console.log(path);
}
await browser.close();
await instance.stop();
