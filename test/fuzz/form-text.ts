import type { Draw } from './draw.ts';

const names = [
  ...[
    'id',
    'email',
    'first',
    'at',
    'payload',
    'payload',
    'contacts',
    'contacts[]',
    'contacts[][id]',
  ],
  ...['contacts[0][id]', 'contacts[1][id]', 'contacts[0]', 'contacts[2]', 'contacts[39]'],
  ...[
    'a[b][c]',
    'a[b][]',
    'a[b',
    'a]b[',
    'a[][b][]',
    '[a]',
    '[]',
    '',
    'a[0]',
    'a[1]',
    'a[01]',
  ],
  ...[
    'a[-1]',
    'a[4294967295]',
    'a[length]',
    'constructor[prototype][x]',
    'toString',
    'a b',
  ],
  ...['%5B%5D', 'a%5Bb%5D', 'a%zz', '%', 'a%00', '%ff', 'é', 'events', '$'],
] as const;

const values = [
  ...[
    '',
    '+',
    'Ada',
    'ada%40example.com',
    'a+b',
    '%zz',
    '%',
    '%E9',
    '%ff%fe',
    '%00',
    '%F0%9F',
  ],
  ...[
    'é',
    '日本語',
    '{"a":1e999}',
    '%7B%22a%22%3A%5B-0%5D%7D',
    '9007199254740993',
    '=',
    'a=b=c',
  ],
  ...['2026-01-01T10:00:00Z', '\u2028', '%0d%0aX-Injected:%201'],
] as const;

/** A form as senders write it, or nearly. */
export function form(draw: Draw, canary: string, secret: string | undefined): string {
  const count = draw.weighted([
    [80, draw.between(0, 12)],
    [6, draw.between(100, 500)],
    [0.4, draw.pick([4_999, 5_000, 5_001, 20_000])],
  ]);
  const fields = draw.times(count, () => field(draw, canary));
  const odd = draw.weighted<() => string[]>([
    [60, () => []],
    [2, () => [nested(draw, canary)]],
    [
      1,
      () => [
        `first=${canary}${'x'.repeat(draw.pick([1_000, 150_000, 205_000, 1_100_000]))}`,
      ],
    ],
    [1, () => [`email=${draw.pick(['a', '+', '@'])}`.repeat(20_000)]],
    [1, () => ['&'.repeat(draw.pick([3, 100_000]))]],
    [1, () => ['__proto__[x]=1']],
    [2, () => [`payload=${jsonText(draw, canary)}`]],
    [1, () => ['a=1', 'a[b]=2', 'a[]=3']],
  ])();
  const own = secret === undefined ? [] : [`secret=${encodeURIComponent(secret)}`];
  return [...own, ...fields, ...odd].join(draw.chance(0.97) ? '&' : ';');
}

function field(draw: Draw, canary: string): string {
  const name = draw.weighted<() => string>([
    [20, () => draw.pick(names)],
    [2, () => canary],
    [1, () => `${canary}[${draw.between(0, 3)}]`],
  ])();
  const value = draw.chance(0.5) ? canary + draw.between(0, 9) : draw.pick(values);
  return draw.chance(0.95) ? `${name}=${value}` : name;
}

/** JSON inside a field. */
function jsonText(draw: Draw, canary: string): string {
  const depth = draw.pick([1, 20, 1_000, 10_000, 60_000]);
  const text = draw.pick([
    `{"email":"${canary}@example.com","id":9007199254740993}`,
    `{"email":"${canary}\\ud83d","__proto__":{"id":1}}`,
    `${'['.repeat(depth)}"${canary}"${']'.repeat(depth)}`,
    `{"email":`,
    `[${'1e999,'.repeat(depth)}-0]`,
  ]);
  return encodeURIComponent(text);
}

function nested(draw: Draw, canary: string): string {
  return `a${draw.pick(['[b]', '[]', '[0]']).repeat(draw.pick([5, 19, 20, 21, 1_000]))}=${canary}`;
}
