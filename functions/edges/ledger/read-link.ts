import type { Link, LinkKey } from '../../core/memory/links.ts';
import { equals } from './expressions.ts';
import { linkItemSchema } from './item-schemas.ts';
import { linkKey } from './keys.ts';
import type { Item, Table } from './table.ts';

/** Follows the merges of an id, and opens the circle they end in, if it is one. */
export async function readLink(table: Table, key: LinkKey): Promise<Link> {
  const path = new Map<LinkKey, Item>();
  for (let at = key; ; ) {
    const item = await table.get(linkKey(at));
    const { mergedInto } = linkItemSchema.parse(item);
    if (mergedInto === undefined) return toLink(at, item);
    path.set(at, item);
    if (path.has(mergedInto)) return openCircle(table, key, circleFrom(mergedInto, path));
    at = mergedInto;
  }
}

/** The keys from that one on lead back to it. */
function circleFrom(key: LinkKey, path: ReadonlyMap<LinkKey, Item>): [LinkKey, Item][] {
  const steps = [...path];
  return steps.slice(steps.findIndex(([at]) => at === key));
}

/** Everybody who finds the circle opens it at the same key; who comes too late reads again. */
async function openCircle(
  table: Table,
  key: LinkKey,
  circle: [LinkKey, Item][],
): Promise<Link> {
  const [end, item] = circle.reduce((a, b) => (a[0] < b[0] ? a : b));
  const opened = await table.update({
    key: linkKey(end),
    remove: ['mergedInto', 'mergedAt'],
    if: equals('mergedInto', item.mergedInto),
    give: 'new',
  });
  return opened.isRefused ? readLink(table, key) : toLink(end, opened.item);
}

/** The link of an item that is not merged. */
export function toLink(key: LinkKey, item: Item): Link {
  const { contact, origin, settledAt, waiting, disputed, erasedAt } =
    linkItemSchema.parse(item);
  return {
    key,
    contactId: contact,
    origin,
    learnedAt: settledAt,
    waiting: [...(waiting ?? [])],
    isDisputed: disputed,
    erasedAt,
  };
}
