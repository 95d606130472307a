import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Call, readCallTree } from './call-tree.ts';
import { readPage } from './markdown.ts';
import { readText, root } from './pages.ts';

const code = globSync('functions/**/*.ts', { cwd: root }).map(readText).join('\n');
const isThere = (path: string) =>
  ['', 'functions', 'functions/core'].some((folder) =>
    existsSync(join(root, folder, path)),
  );
const isExportedIn = (name: string, text: string) =>
  new RegExp(`^export (async )?(function|const) ${name}\\b`, 'm').test(text);
const all = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, part = '']) => part);

describe.each(['docs/architecture.md', 'docs/holds.md'])('%s', (page) => {
  const text = readText(page);

  test('names files and folders that exist', () => {
    const paths = all(
      text,
      /(?<![\w/.(])((?:[\w-]+\/)+(?:[\w-]+\.)*(?:ts|md|yaml)?)(?=[`\s])/g,
    );

    expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter((path) => !isThere(path))).toEqual([]);
  });

  test('names functions that exist', () => {
    const names = all(text, /\b(\w+)\(\)/g);

    expect(names.length).toBeGreaterThan(2);
    expect(names.filter((name) => !isExportedIn(name, code))).toEqual([]);
  });
});

/** What of a call is not so: the function is not in its file, or its caller does not name it. */
function wrongIn({ name, file, caller }: Call): string[] {
  if (!existsSync(join(root, file))) return [`there is no ${file}`];
  return [
    ...(isExportedIn(name, readText(file)) ? [] : [`${file} exports no ${name}`]),
    ...(new RegExp(`\\b${name}\\(`).test(readText(caller))
      ? []
      : [`${caller} calls no ${name}`]),
  ];
}

describe('the call tree', () => {
  const [tree] = readPage(readText('docs/architecture.md')).code.filter(
    ({ language }) => language === 'text',
  );

  test('has each function in the file it says, called by the one above', () => {
    const calls = readCallTree(tree?.text ?? '');

    expect(calls.length).toBeGreaterThan(20);
    expect(calls.flatMap(wrongIn)).toEqual([]);
  });

  test('that is wrong is found', () => {
    const calls = readCallTree(
      [
        'functions/deliver.ts  one message',
        '  createConsumer()  edges/queue.ts  not in this file',
        '    createHook()  edges/receive/hook.ts  not called there',
        '  endRun()  core/run.ts  moved',
      ].join('\n'),
    );

    expect(calls.flatMap(wrongIn)).toEqual([
      'functions/edges/queue.ts exports no createConsumer',
      'functions/edges/queue.ts calls no createHook',
      'there is no functions/core/run.ts',
    ]);
    expect(() => readCallTree('and then it ends')).toThrow('not a line of a call tree');
  });
});

test('the states in which an event has ended are the outcomes of the code', () => {
  const [, diagram = ''] =
    readPage(readText('docs/architecture.md'))
      .code.find(({ text }) => text.startsWith('stateDiagram'))
      ?.text.split('state ended {') ?? [];
  const drawn = diagram.slice(0, diagram.indexOf('}')).split(/\s+/).filter(Boolean);
  const records = readText('functions/core/memory/event-record.ts');
  const kinds = all(records, /kind: ((?:'\w+'(?: \| )?)+)/g).flatMap((text) =>
    all(text, /'(\w+)'/g),
  );

  expect([...drawn, 'parked'].sort()).toEqual([...new Set(kinds)].sort());
});
