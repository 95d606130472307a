import type { Locator, Page } from 'playwright-core';

/** A shared machine is slow at times; what is waited for comes, or the test says what did not. */
const patience = { timeout: 60_000 };

/** The rows of the timeline. */
export function requests(page: Page): Locator {
  return page.getByRole('list', { name: 'Requests' }).getByRole('button');
}

/** @throws TimeoutError (Playwright) if no row says so */
export async function waitForRow(page: Page, says: RegExp): Promise<Locator> {
  const row = requests(page).filter({ hasText: says }).first();
  await row.waitFor(patience);
  return row;
}

/** Waits until so many rows are shown. */
export async function waitForRows(page: Page, many: number): Promise<void> {
  const rows = requests(page);
  if (many > 0) await rows.nth(many - 1).waitFor(patience);
  await rows.nth(many).waitFor({ ...patience, state: 'detached' });
}

/** Opens a row, and waits until it is shown. */
export async function openRow(page: Page, says: RegExp): Promise<Locator> {
  await (await waitForRow(page, says)).click();
  const detail = page.getByRole('article', { name: 'Request' });
  await detail.getByText('request', { exact: true }).first().waitFor(patience);
  return detail;
}

/** The table of fields of the event that is open; of a value, each blank is one space. */
export async function fieldsShown(
  page: Page,
): Promise<{ field: string; from: string; value: string; why: string }[]> {
  const table = page.getByRole('table', { name: 'Fields' }).first();
  await table.waitFor(patience);
  const rows = await table.locator('tbody tr').all();
  return Promise.all(
    rows.map(async (row) => {
      const [field = '', from = '', value = '', why = ''] = await row
        .locator('th, td')
        .allInnerTexts();
      return {
        field: field.trim(),
        from: from.trim(),
        value: value.trim().replaceAll(/\s+/g, ' '),
        why: why.trim(),
      };
    }),
  );
}

export function tab(page: Page, name: string): Locator {
  return page.getByRole('tab', { name: new RegExp(`^${name}`) });
}
