import { totalOf } from '../bench/event-price.ts';
import { goalEvent, type Measured, measuredOf } from '../bench/measured-cost.ts';
import { type Price, prices } from '../bench/prices.ts';
import { readOn } from '../bench/reading.ts';
import { rivals } from '../bench/rivals.ts';
import { cents, reading, table } from './made.ts';
import { wrap } from './provider-pages.ts';
import { billHere } from './stack-bill.ts';

/** The section about what else somebody could take. */
export function elsewhere(measured: Measured): string[] {
  const own = totalOf(billHere(measuredOf(measured, goalEvent), measured));
  const rows = rivals.map(({ amount, currency = '$', ...rival }) => [
    `[${rival.name}](${rival.page})`,
    rival.does,
    rival.reckoning,
    amount === undefined ? '?' : `${currency}${Math.round(amount).toLocaleString('en')}`,
    reading(rival.read),
  ]);
  return [
    '## The same work elsewhere',
    wrap(
      `A million events in a month, beside $${cents(own)} and the month above. The gateways take ` +
        'in and send on. Clocks per field, links between ids, and one contact at a time are not ' +
        'among what they do, so that code is yours. Where a page names only its smallest package, ' +
        'the reckoning says so. A question mark stands where no page could be read that says it.',
    ),
    table(['', 'what it does', 'reckoning', 'a million', 'read'], rows),
  ];
}

/** The section with all prices. */
export function priceList(): string[] {
  const rows = Object.values<Price>(prices).map(({ name, unit, dollars, page, read }) => [
    name,
    unit,
    String(dollars),
    `[page](${page})`,
    reading(read),
  ]);
  return [
    '## Prices',
    wrap(
      'The pages of AWS fill in their numbers with scripts, so most were read where somebody has ' +
        'written them down: AWS in its own tools, or the Price List API by way of a test. All were ' +
        `read on ${readOn}; the day in the table is that of the copy. Look at the page before you ` +
        'decide by a number.',
    ),
    table(['price', 'of', '$', 'set by', 'read'], rows),
  ];
}
