import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPage } from './markdown.ts';
import { readText, root } from './pages.ts';

interface Place {
  file: string;
  name: string;
}

const rowOfPlace = /^\|[^|]+\| `([^`]+)` \| `(\w+)` \|$/;

function placesOf(markdown: string): Place[] {
  return readPage(markdown).rows.flatMap(({ text }) => {
    const [, file, name] = rowOfPlace.exec(text) ?? [];
    return file === undefined || name === undefined ? [] : [{ file, name }];
  });
}

/** Places whose file is not there, or does not define the name. */
function wrongPlaces(places: Place[]): Place[] {
  return places.filter(({ file, name }) => {
    const defines = new RegExp(
      `\\b(?:function|const|class) ${name}\\b|\\b${name}\\(|'${name}'`,
    );
    return !existsSync(join(root, file)) || !defines.test(readText(file));
  });
}

describe('"Where is what" of CONTRIBUTING', () => {
  test('leads to ten things that are where it says', () => {
    const places = placesOf(readText('CONTRIBUTING.md'));

    expect(places).toHaveLength(10);
    expect(wrongPlaces(places)).toEqual([]);
  });

  test('fails for a file or a name that has moved', () => {
    const places = placesOf(
      [
        '| you look for | file | name in it |',
        '| the queue | `local/cloud/aws/queue/queue.ts` | `Queue` |',
        '| a queue that moved | `local/sqs-queue.ts` | `Queue` |',
        '| a name that moved | `local/cloud/aws/queue/queue.ts` | `verifyMac` |',
      ].join('\n'),
    );

    expect(places).toHaveLength(3);
    expect(wrongPlaces(places)).toEqual(places.slice(1));
  });
});
