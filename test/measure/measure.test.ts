import { describe, expect, test } from 'vitest';
import { computeFigures } from './figures.ts';
import { readFacts, type SourceFile } from './file-facts.ts';
import { missedGoals } from './goals.ts';
import { type Part, toDetails, toTable } from './table.ts';

const figuresOf = (files: SourceFile[]) => computeFigures(files.map(readFacts));
const clean: SourceFile[] = [
  { path: 'lib/a.ts', text: "import { b } from './b.ts';\n\nexport const a = b;\n" },
  { path: 'lib/b.ts', text: 'export const b = 1;\n' },
];
const repeat = <T>(times: number, make: (index: number) => T) =>
  Array.from({ length: times }, (_, index) => make(index));
const lines = (count: number, line = 'export {};') => `${line}\n`.repeat(count);
const sample = (text: string): SourceFile[] => [{ path: 'cli/sample.ts', text }];

const longFunctions = (count: number, own: number) =>
  repeat(count, (index) => `function f${index}() {\n${lines(own - 2, '  f0();')}}\n`).join(
    '',
  );

describe('a goal is missed', () => {
  test.each<[string, SourceFile[]]>([
    ['lines > 100 columns, %', sample(`// ${'x'.repeat(98)}\n${lines(90)}`)],
    ['median width', sample(lines(10, `// ${'x'.repeat(32)}`))],
    [
      'files > 200 lines',
      repeat(9, (index) => ({ path: `cli/${index}.ts`, text: lines(201) })),
    ],
    [
      'functions > 40 lines',
      repeat(11, (index) => ({ path: `cli/${index}.ts`, text: longFunctions(1, 41) })),
    ],
    ['any', sample('export const a: any = 1;\n')],
    [
      'import cycles',
      [
        {
          path: 'lib/a.ts',
          text: "import type { B } from './b.ts';\nexport type A = B;\n",
        },
        { path: 'lib/b.ts', text: "export * from '../lib/c.ts';\n" },
        { path: 'lib/c.ts', text: "import './a.ts';\n" },
      ],
    ],
    ['conditional spreads', sample(lines(6, '({ ...(a ? {} : { b }) });'))],
    [
      'folders > 14 files',
      repeat(15, (index) => ({ path: `functions/core/${index}.ts`, text: lines(1) })),
    ],
  ])('%s', (name, files) => {
    const missed = missedGoals(figuresOf([...clean, ...files]));

    expect(missed.map((goal) => goal.name)).toEqual([name]);
  });
});

test('at the bounds all goals are kept', () => {
  const files = [
    { path: 'cli/wide.ts', text: lines(10, `// ${'x'.repeat(31)}`) },
    ...repeat(8, (index) => ({ path: `cli/long/${index}.ts`, text: lines(201) })),
    ...repeat(10, (index) => ({ path: `cli/f/${index}.ts`, text: longFunctions(1, 41) })),
    ...repeat(25, (index) => ({
      path: `functions/providers/${index}.ts`,
      text: lines(1),
    })),
    ...repeat(5, (index) => ({
      path: `local/${index}.ts`,
      text: '({ ...(a ? {} : { b }), ...(a ? { b } : { c }) });\n',
    })),
  ];

  expect(missedGoals(figuresOf(files))).toEqual([]);
});

describe('the figures', () => {
  test('of a file are counted in its syntax', () => {
    const text = [
      '// biome-ignore lint/a: for the test',
      'export const f = (x: unknown) => {',
      '  const y = x as string; // any',
      "  const z = ['any'] as const;",
      "  return y ? 1 : z ? (2 ?? '') : 3;",
      '};',
      '',
      '/*',
      ' * Two ?? lines',
      ' */',
      'f(function callback() {});',
      '({ ...(f && { f }) });',
    ].join('\n');

    const figures = figuresOf(sample(`${text}\n`));

    expect(figures).toMatchObject({
      files: 1,
      lines: 12,
      functions: 1,
      anys: 0,
      casts: 1,
      ignores: 1,
      conditionalSpreads: 0,
      andSpreads: 1,
      blankDefaults: 1,
      nestedTernaries: 1,
    });
    expect(figures.comments).toBeCloseTo(100 / 3);
  });

  test('of a size are the median, nine tenths and the largest', () => {
    const files = repeat(10, (index) => ({
      path: `lib/${index}.ts`,
      text: lines(index + 1),
    }));

    expect(figuresOf(files)).toMatchObject({
      medianFile: 5,
      p90File: 9,
      longestFile: 10,
    });
  });

  test('are shown with what is behind them', () => {
    const figures = figuresOf([
      { path: 'lib/long.ts', text: longFunctions(5, 41) },
      ...repeat(15, (index) => ({ path: `cli/${index}.ts`, text: "import './0.ts';\n" })),
    ]);
    const part: Part = { name: 'all', figures, testRatio: 1.5 };

    expect(toTable([part])).toMatch(/^functions > 40 lines +5$/m);
    expect(toTable([part])).toMatch(/^test lines : source lines +1\.50$/m);
    for (const line of ['lib/long.ts: 205', 'lib/long.ts:42: 41', 'cli: 15', 'cli/0.ts'])
      expect(toDetails(figures).split('\n')).toContain(`  ${line}`);
  });

  test('of a file that cannot be parsed are none', () => {
    expect(() => figuresOf(sample('const;\n'))).toThrow('cli/sample.ts: ');
  });
});
