import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import {
  decodeSample,
  readSavedRequest,
  SampleFileError,
  type SavedRequest,
} from './saved-request.ts';

/** A sample as it lies on disk. `expected` is `undefined` where the file is missing. */
export interface SampleFile {
  name: string;
  path: string;
  expectedPath: string;
  request: SavedRequest;
  expected: unknown;
}

const expectedSuffix = '.expected.json';

/**
 * The samples of a source, by name. A source without the folder has none.
 * @throws SampleFileError; the failure of the operating system if a file cannot be read
 */
export async function readSamples(
  sourcesDir: string,
  sourceName: string,
  body: Source['body'],
): Promise<SampleFile[]> {
  const dir = join(sourcesDir, `${sourceName}.samples`);
  const all = await filesIn(dir);
  const files = all.filter((file) => !file.endsWith(expectedSuffix));
  checkEveryExpected(dir, all, new Set(files.map(nameOf)));
  return Promise.all(files.map((file) => readSample(dir, file, body)));
}

async function filesIn(dir: string): Promise<string[]> {
  const all = await readdir(dir, { withFileTypes: true }).catch(() => []);
  const entries = all.filter(({ name }) => !name.startsWith('.'));
  const folder = entries.find((entry) => entry.isDirectory());
  if (folder === undefined) return entries.map(({ name }) => name).sort();
  throw new SampleFileError(
    join(dir, folder.name),
    'is a folder',
    'put its samples beside the others',
  );
}

function nameOf(file: string): string {
  return basename(file, extname(file));
}

/** Each expected file has a sample. */
function checkEveryExpected(dir: string, all: string[], names: ReadonlySet<string>): void {
  const expected = all.filter((file) => file.endsWith(expectedSuffix));
  const alone = expected
    .map((file) => basename(file, expectedSuffix))
    .find((name) => !names.has(name));
  if (alone === undefined) return;
  throw new SampleFileError(
    join(dir, alone + expectedSuffix),
    'has no sample beside it',
    `add ${alone}.json (the body as it was sent) or remove the file`,
  );
}

async function readSample(
  dir: string,
  file: string,
  body: Source['body'],
): Promise<SampleFile> {
  const name = nameOf(file);
  const path = join(dir, file);
  const expectedPath = join(dir, name + expectedSuffix);
  const expected = await readFile(expectedPath).catch(() => undefined);
  return {
    name,
    path,
    expectedPath,
    request: await readSavedRequest(path, body),
    expected: expected === undefined ? undefined : parseExpected(expected, expectedPath),
  };
}

function parseExpected(bytes: Buffer, path: string): unknown {
  const text = decodeSample(bytes, path);
  try {
    return JSON.parse(text);
  } catch {
    throw new SampleFileError(
      path,
      'is not JSON',
      'write what the command check shows for its sample',
    );
  }
}
