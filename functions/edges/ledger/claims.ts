import type { Claims } from '../../core/memory/memory.ts';
import { absent, atMost, either, equals, orElse } from './expressions.ts';
import { claimItemSchema } from './item-schemas.ts';
import { claimKey } from './keys.ts';
import type { Item, Table } from './table.ts';

/** How long a claim is remembered after its end; longer than a run that searched before it. */
const marginSeconds = 15 * 60;

export function createClaims(table: Table): Claims {
  async function claimOne(
    name: string,
    token: string,
    now: number,
    until: number,
  ): ReturnType<Claims['claim']> {
    const expiresAt = Math.ceil(until / 1000) + marginSeconds;
    const { isRefused, item } = await table.update({
      key: claimKey(name),
      set: {
        claimToken: token,
        claimUntil: until,
        // A tombstone stays as long as it has to.
        expiresAt: orElse('erasedUntil', expiresAt),
      },
      if: either(
        absent('claimUntil'),
        atMost('claimUntil', now),
        equals('claimToken', token),
      ),
      give: 'old',
    });
    if (isRefused) return { isTaken: true };
    const { claimToken, erasedAt } = claimItemSchema.parse(item);
    const isContested = claimToken !== undefined && claimToken !== token;
    return { isTaken: false, isContested, erasedAt };
  }

  async function unclaimOne(name: string, token: string): Promise<void> {
    await table.update({
      key: claimKey(name),
      set: { claimUntil: 0 },
      if: equals('claimToken', token),
    });
  }

  return {
    async claim(names, token, now, until) {
      const times: (number | undefined)[] = [];
      let isContested = false;
      for (const [index, name] of names.entries()) {
        const claim = await claimOne(name, token, now, until);
        if (claim.isTaken) {
          for (const taken of names.slice(0, index)) await unclaimOne(taken, token);
          return claim;
        }
        times.push(claim.erasedAt);
        isContested ||= claim.isContested;
      }
      return { isTaken: false, isContested, erasedAt: latestOf(times) };
    },
    async unclaim(names, token) {
      await Promise.all(names.map((name) => unclaimOne(name, token)));
    },
    async erasedAt(names) {
      const items = await Promise.all(names.map((name) => table.get(claimKey(name))));
      return latestOf(items.map(erasedAtOf));
    },
  };
}

function erasedAtOf(item: Item): number | undefined {
  return claimItemSchema.parse(item).erasedAt;
}

function latestOf(times: (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
