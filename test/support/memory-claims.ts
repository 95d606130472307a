import type { Claims } from '../../functions/core/memory/memory.ts';

/** Claims in memory. */
export function createMemoryClaims() {
  const claims = new Map<string, { token: string; until: number }>();
  const erased = new Map<string, number>();
  const erasedAt = (names: string[]) => {
    const times = names
      .map((name) => erased.get(name))
      .filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.max(...times);
  };

  const port: Claims = {
    async claim(names, token, now, until) {
      const isTaken = names.some((name) => {
        const claim = claims.get(name);
        return claim !== undefined && claim.token !== token && claim.until > now;
      });
      if (isTaken) return { isTaken };
      const isContested = names.some((name) => {
        const claim = claims.get(name);
        return claim !== undefined && claim.token !== token;
      });
      for (const name of names) claims.set(name, { token, until });
      return { isTaken, isContested, erasedAt: erasedAt(names) };
    },
    async unclaim(names, token) {
      for (const name of names) {
        const claim = claims.get(name);
        if (claim?.token === token) claim.until = 0;
      }
    },
    erasedAt: async (names) => erasedAt(names),
  };

  return { port, erase: (name: string, at: number) => erased.set(name, at) };
}
