import type { Draw } from './draw.ts';

/** What the content type of these bodies names. */
export const boundary = 'zx-frontier';

const names = [
  ...[
    'id',
    'email',
    'first',
    'at',
    'payload',
    'tags[]',
    'a[b][c]',
    'a[b',
    'events[0][id]',
  ],
  ...[
    '',
    '[]',
    '__proto__[x]',
    'constructor',
    'é',
    'a"b',
    "a'b",
    'a;b',
    'a\\',
    '%22',
    '\r',
  ],
] as const;

const types = [
  ...['', '', '', 'text/plain', 'text/plain; charset=utf-8', 'text/plain; charset=latin1'],
  ...[
    'text/plain; charset=utf-16',
    'text/plain; charset=none',
    'application/octet-stream',
  ],
  ...['multipart/mixed; boundary=zx-frontier', ';', '"'],
] as const;

/** A multipart body as senders write it, or nearly. */
export function multipart(draw: Draw, canary: string, secret: string | undefined): string {
  const count = draw.weighted([
    [80, draw.between(0, 12)],
    [4, draw.between(100, 500)],
    [0.4, draw.pick([4_999, 5_001, 9_000])],
  ]);
  const own = secret === undefined ? [] : [part('name="secret"', '', secret)];
  const parts = [
    ...own,
    ...draw.times(count, (index) => drawnPart(draw, canary, index === 0)),
  ];
  const body = `${parts.join('')}--${boundary}--\r\n`;
  return draw.weighted<() => string>([
    [85, () => body],
    [2, () => parts.join('')],
    [1, () => `${canary}\r\n${body}${canary}`],
    [1, () => body.replaceAll('\r\n', '\n')],
    [1, () => `--${boundary}\r\n`.repeat(draw.pick([3, 50_000]))],
    [1, () => `\r\n--${boundary.slice(0, -1)}`.repeat(draw.pick([3, 50_000]))],
    [1, () => `--${boundary}\r\nX: ${canary.repeat(draw.pick([1, 1_000, 90_000]))}`],
    [1, () => `--${boundary}\r\n${`X-${canary}: 1\r\n`.repeat(300)}\r\n\r\n${body}`],
    [
      1,
      () =>
        part(`name="a${'[b]'.repeat(draw.pick([19, 20, 10_000]))}"`, '', canary) + body,
    ],
    [1, () => part(`name="payload"`, '', `${'['.repeat(60_000)}${canary}`) + body],
  ])();
}

function drawnPart(draw: Draw, canary: string, canBeLong: boolean): string {
  const name = draw.chance(0.9) ? draw.pick(names) : canary;
  const file = draw.chance(0.15) ? `; filename="${canary}.pdf"` : '';
  const odd = draw.chance(0.05)
    ? draw.pick(['; name="b"', `; filename*=UTF-8''%zz`, ';;;'])
    : '';
  const length = draw.weighted([
    [60, 0],
    [canBeLong ? 3 : 0, draw.pick([1_000, 210_000, 1_100_000])],
  ]);
  const content = draw.pick([
    canary,
    `${canary}@example.com`,
    '',
    'é',
    '\r\n',
    '--',
    '[1]',
  ]);
  const type = draw.pick(types);
  return part(`name="${name}"${file}${odd}`, type, content + 'x'.repeat(length));
}

function part(parameters: string, type: string, content: string): string {
  const typeLine = type === '' ? '' : `Content-Type: ${type}\r\n`;
  const head = `Content-Disposition: form-data; ${parameters}\r\n${typeLine}`;
  return `--${boundary}\r\n${head}\r\n${content}\r\n`;
}
