import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import type { LocalInstance } from '../support/local-instance.ts';
import { openRow, tab, waitForRow } from '../support/on-the-page.ts';

const run = promisify(execFile);

/** Where somebody walks: the console, and the local run that it is of. */
export interface Place {
  page: Page;
  instance: LocalInstance;
}

/** A step of docs/console.md. */
export interface Step {
  /** Its heading, without the number. */
  title: string;
  /** What is typed into a terminal, as the page has it. */
  command?: string;
  /** What it looks like then is docs/pictures/console-<picture>.png. */
  picture?: string;
  /** Does what the page says, and waits for what it promises. */
  walk(place: Place, command: string): Promise<void>;
}

/** From a first curl to a replayed event. */
export const steps: Step[] = [
  {
    title: 'Open it',
    picture: 'empty',
    async walk({ page }) {
      await page.getByText('Nothing has come yet').waitFor();
      await page.getByText('curl -i').first().waitFor();
    },
  },
  {
    title: 'Send the first request',
    async walk({ page, instance }) {
      const curl = await page.locator('.command pre').first().innerText();
      await run('bash', ['-c', curl], { cwd: instance.dir });
      await waitForRow(page, /delivered/);
    },
  },
  {
    title: 'See why each field got its value',
    picture: 'why',
    async walk({ page }) {
      await openRow(page, /delivered/);
      await page.getByRole('table', { name: 'Fields' }).waitFor();
      await page.getByRole('table', { name: 'Attempts' }).waitFor();
    },
  },
  {
    title: 'See why a request was refused',
    command: "curl -i --json '{}' http://127.0.0.1:3000/hooks/website-form",
    picture: 'refused',
    async walk({ page, instance }, command) {
      const there = command.replace('http://127.0.0.1:3000', instance.url);
      await run('bash', ['-c', there], { cwd: instance.dir });
      await openRow(page, /website-form.*401/s);
      await page.getByText('The request has no signature').first().waitFor();
    },
  },
  {
    title: 'Let Bridge refuse a change',
    command:
      'npx bridgehook send typeform-signup config/sources/typeform-signup.samples/signup.json',
    async walk({ page, instance }, command) {
      await tab(page, 'Bridge').click();
      await page.getByRole('button', { name: '422' }).click();
      await page.getByText('answers 422').first().waitFor();
      await instance.bridgehook(...command.split(' ').slice(2));
      await tab(page, 'Timeline').click();
      await waitForRow(page, /typeform-signup.*parked/s);
    },
  },
  {
    title: 'Plan a replay',
    picture: 'plan',
    async walk({ page }) {
      const request = await openRow(page, /typeform-signup.*parked/s);
      await request.getByRole('button', { name: 'Plan a replay' }).click();
      const plan = page.getByRole('region', { name: 'Plan' });
      await plan.getByText('How the events would end').waitFor();
    },
  },
  {
    title: 'Send it, and follow it',
    picture: 'replayed',
    async walk({ page }) {
      const plan = page.getByRole('region', { name: 'Plan' });
      await plan.getByRole('button', { name: 'Send' }).click();
      await plan.getByRole('link').first().click();
      const request = page.getByRole('article', { name: 'Request' });
      await request
        .getByText(/delivered/)
        .first()
        .waitFor();
      await waitForRow(page, /typeform-signup.*delivered/s);
      await page.getByRole('button', { name: 'Close the message' }).click();
    },
  },
  {
    title: 'Read the map beside a payload',
    picture: 'map',
    async walk({ page }) {
      await tab(page, 'Sources').click();
      await page.getByRole('link', { name: 'typeform-signup', exact: true }).click();
      await page.getByRole('table', { name: /^Map,/ }).first().waitFor();
      await page
        .getByRole('heading', { name: 'Map', exact: true })
        .evaluate((heading) => heading.scrollIntoView());
    },
  },
];

/** How the console looks for the pictures, in CSS pixels. */
export const looks = { width: 1100, height: 720, scheme: 'light' } as const;

/** Walks a step. @throws TimeoutError (Playwright) if what is promised does not come */
export async function walk(step: Step, place: Place): Promise<void> {
  await step.walk(place, step.command ?? '');
}
