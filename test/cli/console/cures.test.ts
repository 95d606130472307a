import { expect, test } from 'vitest';
import { cures } from '../../../cli/selection/cures.ts';
import { readText } from '../../docs/pages.ts';

/** A cell of a table without its marks; of a link, the path from the repository. */
function plain(cell: string): string {
  return cell
    .replaceAll(/\[[^\]]*\]\(#([^)]*)\)/g, 'docs/runbook.md#$1')
    .replaceAll(/\[[^\]]*\]\((\w[^)]*)\)/g, 'docs/$1')
    .replaceAll('`', '')
    .trim();
}

test('the cure of each reason is what the runbook says to do', () => {
  const rows = readText('docs/runbook.md').matchAll(
    /^\| (`[a-z`, -]+`) \|(.*)\|(.*)\|$/gm,
  );
  const told = [...rows].flatMap(([, reasons = '', , cure = '']) =>
    [...reasons.matchAll(/`([a-z-]+)`/g)].map(([, reason = '']) => [reason, plain(cure)]),
  );

  const inRunbook = Object.fromEntries(told);
  expect(Object.keys(cures).sort()).toEqual(
    Object.keys(cures)
      .filter((reason) => reason in inRunbook)
      .sort(),
  );
  for (const [reason, cure] of Object.entries(cures)) expect(inRunbook[reason]).toBe(cure);
});
