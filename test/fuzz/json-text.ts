import type { Source } from '../../functions/core/config/source-schema.ts';
import { splitStepsOf } from '../../functions/core/split-request.ts';
import type { Draw } from './draw.ts';

/** Stands in every part of a payload: it may come out in the queue only. */
export const canaryMark = 'ZXcanaryXZ';

/** Numbers as a body has them; some are changed by reading them. */
const numbers = [
  ...['0', '-0', '1', '-1', '0.1', '1e5', '1E+3', '1.0', '-0.0', '12345678', '4e-7'],
  ...['9007199254740991', '9007199254740993', '-9007199254740993', '18446744073709551616'],
  ...[
    '1e999',
    '-1e999',
    '1e-999',
    '1.7976931348623157e308',
    '0.1000000000000000055511151',
  ],
  ...['1767261600', '1767261600000', '123456789012345678901234567890'],
] as const;

/** Texts as a body has them, with their escapes and without the quotes. */
const texts = [
  ...['', ' ', 'Ada', 'ada@example.com', '+34600111222', 'ignored', 'true', 'null', '0'],
  ...['2026-01-01T10:00:00Z', '2026-13-45', '01/02/2026', '1767261600'],
  ...[
    '\\ud83d',
    '\\ude00 and \\ud83d',
    '\\ud83d\\ude00',
    '\\u0000',
    'a\\u0000b',
    '\\uFFFF',
  ],
  ...[
    '\\n\\t\\u2028\\u202e',
    'é',
    '日本語',
    '👩‍👩‍👧',
    '<script>',
    '{{x}}',
    '$eval("1")',
    '../..',
  ],
  ...['{\\"a\\":1}', '[1e999,{\\"b\\":-0}]', '{\\"a\\":', '=cmd|x', '%00', '\\\\', '\\/'],
] as const;

const names = [
  ...['id', 'email', 'first', 'last', 'at', 'type', 'value', 'account', 'events', 'data'],
  ...['', ' ', 'a.b', 'a b', '$', '0', '-1', '1e999', 'é', '\\ud83d', '\\u0000', 'length'],
  ...[
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'then',
    'toJSON',
    'sequence',
  ],
  ...['_jsonata_function', '_jsonata_lambda', 'keepSingleton', 'outerWrapper', 'cons'],
] as const;

/** The text of a value, some levels deep. */
function value(draw: Draw, canary: string, depth: number): string {
  const inner = () => value(draw, canary, depth - 1);
  const make = draw.weighted<() => string>([
    [4, () => `"${canary} ${draw.pick(texts)}"`],
    [4, () => `"${draw.pick(texts)}"`],
    [3, () => draw.pick(numbers)],
    [2, () => draw.pick(['true', 'false', 'null'])],
    [depth > 0 ? 2 : 0, () => `[${draw.times(draw.between(0, 4), inner).join(',')}]`],
    [
      depth > 0 ? 2 : 0,
      () =>
        `{${draw.times(draw.between(0, 4), () => `"${name(draw, canary)}":${inner()}`).join(',')}}`,
    ],
  ]);
  return make();
}

function name(draw: Draw, canary: string): string {
  return draw.weighted<() => string>([
    [200, () => draw.pick(names)],
    [60, () => canary],
    [1, () => '__proto__'],
  ])();
}

function event(draw: Draw, canary: string): string {
  const likely: [string, () => string][] = [
    ['id', () => draw.pick([`"${canary}-${draw.between(1, 50)}"`, draw.pick(numbers)])],
    ['email', () => `"${canary}${draw.between(1, 9)}@example.com"`],
    ['first', () => value(draw, canary, 0)],
    [
      'at',
      () => draw.pick(['"2026-01-01T09:00:00Z"', '1767261600', value(draw, canary, 0)]),
    ],
    ['type', () => draw.pick(['"changed"', '"ignored"', value(draw, canary, 1)])],
    ['value', () => value(draw, canary, 3)],
  ];
  const members = likely
    .filter(() => draw.chance(0.7))
    .map(([key, make]) => `"${key}":${make()}`);
  if (draw.chance(0.2)) members.push(`"${name(draw, canary)}":${value(draw, canary, 3)}`);
  return `{${members.join(',')}}`;
}

/** How many events, at least and at most, by how often. */
const counts: [weight: number, range: [least: number, most: number]][] = [
  [50, [0, 2]],
  [30, [2, 8]],
  [8, [20, 200]],
  [0.4, [1_000, 5_000]],
  [0.2, [20_000, 90_000]],
];

/**
 * A body in the shape that the source asks for: its events at the split path, its secret where that
 * stands.
 */
export function shapedJson(
  draw: Draw,
  source: Source,
  canary: string,
  secret: string | undefined,
): string {
  const steps = splitStepsOf(source);
  const [least, most] = draw.weighted(counts);
  const count = draw.between(least, most);
  const drawn = draw.times(Math.min(count, 200), () => event(draw, canary));
  const events = count > 5_000 ? tinyEvents(draw, count) : repeated(drawn, count);
  const inner = steps === undefined ? event(draw, canary) : `[${events.join(',')}]`;
  const body = (steps ?? []).reduceRight(
    (within, step) =>
      `{"${step}":${draw.chance(0.2) ? `[${within}]` : within},"account":"${draw.pick(['one', 'other', canary])}"}`,
    inner,
  );
  return withSecret(body, secret);
}

/** Thousands of events are alike: drawing each would take longer than reading them. */
function repeated(events: string[], count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => events[index % events.length] ?? '{}',
  );
}

/** As many as a body can hold. */
function tinyEvents(draw: Draw, count: number): string[] {
  const whose = draw.pick(['', ',"email":"one@example.com"']);
  if (draw.chance(0.5)) return repeated([draw.pick(['{}', '1', '""', '[]'])], count);
  return Array.from({ length: count }, (_, index) => `{"id":${index}${whose}}`);
}

function withSecret(body: string, secret: string | undefined): string {
  if (secret === undefined || !body.startsWith('{')) return body;
  return `{"auth":{"token":${JSON.stringify(secret)}}${body === '{}' ? '' : ','}${body.slice(1)}`;
}

/** A body that nobody should send, or that is at a limit. */
export function oddJson(draw: Draw, canary: string, secret: string | undefined): string {
  const body = draw.weighted<() => string>([
    [6, () => value(draw, canary, 5)],
    [4, () => nested(draw, canary)],
    [1, () => manyNames(draw, canary)],
    [2, () => longText(draw, canary)],
    [1, () => blanks(draw)],
    [2, () => sized(draw, canary)],
    [4, () => draw.pick(broken)],
  ])();
  return withSecret(body, secret);
}

const broken = [
  ...[
    '',
    ' ',
    'nul',
    'NaN',
    'undefined',
    '[1,]',
    '{"a":1}{"b":2}',
    '{"a":1',
    '"',
    "{'a':1}",
  ],
  ...['{"a":01}', '{"a":+1}', '{"a":.5}', '{"a":1.}', '{"a":"\t"}', '// x\n{}', '{"a"}'],
  ...[
    '{"a":1,"a":2}',
    '{"\\u005f_proto__":{"x":1}}',
    '{"constructor":{"prototype":{"x":1}}}',
  ],
  ...['[]', '{}', 'null', '"x"', '1e999', '-0', '[[],[[]]]', '[null]', '\u0000', '\\'],
] as const;

function nested(draw: Draw, canary: string): string {
  const depth = draw.pick([10, 100, 500, 1_000, 3_000, 10_000]);
  const [open, close] = draw.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"events":', '}]'],
  ]);
  const inner = `${open.repeat(depth)}"${canary}"${close.repeat(depth)}`;
  return draw.pick([inner, `{"events":[{"id":1,"value":${inner}}]}`]);
}

function manyNames(draw: Draw, canary: string): string {
  const count = draw.pick([1_000, 10_000, 50_000]);
  const prefix = draw.pick(['a', `${canary}`]);
  return `{${Array.from({ length: count }, (_, index) => `"${prefix}${index}":1`).join(',')}}`;
}

const kib = 1024;

/** One event around the limit of a message. */
function longText(draw: Draw, canary: string): string {
  const length =
    draw.pick([10, 100, 190, 199, 200, 201, 300]) * kib + draw.between(-200, 0);
  const filler = draw.pick(['x', 'é', '\\u0000', '👋', '\\\\']);
  const long = `${canary}${filler.repeat(Math.floor(length / Buffer.byteLength(filler)))}`;
  return draw.pick([
    `{"first":"${long}"}`,
    `{"events":[{"id":1,"first":"${long}"},{"id":2}]}`,
  ]);
}

/** What a regular expression for blanks at the end of a text has to look through. */
function blanks(draw: Draw): string {
  const text = `${draw.pick([' ', 'a', '0', 'a '])}`.repeat(
    draw.pick([30, 1_000, 20_000, 90_000]),
  );
  return `{"events":[{"id":"${text}x","first":"${text}x","email":"${text}@","type":"${text}"}]}`;
}

/** A body around the limit of 1 MiB. */
function sized(draw: Draw, canary: string): string {
  const size = 1024 * kib + draw.pick([-1_000, -1, 0, 1, 1_000, 500_000]);
  const around = `{"events":[{"id":1,"email":"${canary}@example.com","first":""}]}`.length;
  const filler = draw.pick(['x', ' ']).repeat(size - around);
  return draw.pick([
    `{"events":[{"id":1,"email":"${canary}@example.com","first":"${filler}"}]}`,
    `{"events":[{"id":1,"email":"${canary}@example.com","first":""}]${' '.repeat(size - around)}}`,
  ]);
}
