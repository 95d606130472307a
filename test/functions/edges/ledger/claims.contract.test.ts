import { describe, expect, test } from 'vitest';
import { day, newName, reading, useTable, writing } from './implementations.ts';

useTable();

const newNames = (count: number) => Array.from({ length: count }, () => newName('name'));

describe.each(reading)('claims %s: what is read', (_, open) => {
  test('when somebody known by one of the names was erased last', async () => {
    const { memory, erasePerson } = open();
    const [a = '', b = '', c = '', never = ''] = newNames(4);
    await erasePerson([], [a], day);
    await erasePerson([], [b, c], day + 5);

    const [{ claims }, until] = [memory, day + 60_000];

    expect(await claims.erasedAt([a, b, never])).toBe(day + 5);
    expect(await claims.claim([c, a], 't', day, until)).toEqual({
      isTaken: false,
      isContested: false,
      erasedAt: day + 5,
    });
    expect(await claims.erasedAt([never])).toBeUndefined();
    expect(await claims.claim([never], 't', day, until)).toEqual({
      isTaken: false,
      isContested: false,
    });
  });
});

describe.each(writing)('claims %s: what is written', (_, open) => {
  test('a name is claimed by one at a time, all names or none', async () => {
    const { claims } = open().memory;
    const [email = '', phone = '', other = ''] = newNames(3);
    const claim = (names: string[], token: string) =>
      claims.claim(names, token, day, day + 60_000);

    const [mine, twice] = [
      await claim([email, phone], 'a'),
      await claim([email, phone], 'a'),
    ];
    const taken = await claim([other, phone], 'b');
    const leftAlone = await claim([other], 'c');
    await claims.unclaim([email, phone], 'a');
    const freed = await claim([email, phone], 'b');

    const free = { isTaken: false, isContested: false };
    expect([mine, twice]).toMatchObject([free, free]);
    expect(leftAlone).toMatchObject({ isTaken: false });
    expect(freed).toMatchObject({ isTaken: false, isContested: true });
    expect(taken).toEqual({ isTaken: true });
  });

  test('a claim that nobody let go ends by itself', async () => {
    const { claims } = open().memory;
    const [name = ''] = newNames(1);
    await claims.claim([name], 'a', day, day + 60_000);

    expect(await claims.claim([name], 'b', day + 59_999, day + 120_000)).toEqual({
      isTaken: true,
    });
    expect(await claims.claim([name], 'b', day + 60_000, day + 120_000)).toEqual({
      isTaken: false,
      isContested: true,
    });
  });

  test('who lets a name go that is claimed by another changes nothing', async () => {
    const { claims } = open().memory;
    const [name = ''] = newNames(1);
    await claims.claim([name], 'a', day, day + 60_000);

    await claims.unclaim([name], 'b');

    expect(await claims.claim([name], 'c', day, day + 60_000)).toEqual({ isTaken: true });
  });

  test('a claim leaves it known that somebody was erased', async () => {
    const { memory, erasePerson } = open();
    const [name = ''] = newNames(1);
    await erasePerson([], [name], day);

    await memory.claims.claim([name], 'a', day, day + 60_000);
    await memory.claims.unclaim([name], 'a');

    expect(await memory.claims.erasedAt([name])).toBe(day);
  });
});
