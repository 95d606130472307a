import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import * as z from 'zod';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { quoteLargeNumbers } from '../../functions/core/receive/json-numbers.ts';
import { parseForm } from '../../functions/core/receive/parse-form.ts';
import type { ParsedRequest } from '../../functions/core/receive/read-events.ts';
import { visibleBody, visibleContext } from '../../functions/core/receive/visible-context.ts';

/** A request that was kept in a file: `.http` holds a whole one, any other file a body. */
export interface SavedRequest {
  method: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  query: Record<string, string>;
  body: Buffer;
}

/** A sample as it lies on disk. `expected` is `undefined` where the file is missing. */
export interface SampleFile {
  name: string;
  path: string;
  expectedPath: string;
  request: SavedRequest;
  expected: unknown;
}

const expectedSuffix = '.expected.json';
const headersSchema = z.record(z.string(), z.string());
const contentTypes = { json: 'application/json', form: 'application/x-www-form-urlencoded' };

/** A file of a saved request that is not what it has to be. Nothing of it is quoted. */
export class SampleFileError extends Error {
  override readonly name = 'SampleFileError';
  readonly path: string;
  readonly what: string;
  readonly cure: string;

  constructor(path: string, what: string, cure: string) {
    super(`${path}: ${what}; ${cure}`);
    this.path = path;
    this.what = what;
    this.cure = cure;
  }
}

function parseExpected(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SampleFileError(
      path,
      'is not JSON',
      'write what npx bridgehook check shows for its sample',
    );
  }
}

/** The samples of a source, by name. A source without the folder has none. */
export async function readSamples(
  sourcesDir: string,
  sourceName: string,
  body: Source['body'],
): Promise<SampleFile[]> {
  const dir = join(sourcesDir, `${sourceName}.samples`);
  const entries = (await readdir(dir, { withFileTypes: true }).catch(() => [])).filter(
    ({ name }) => !name.startsWith('.'),
  );
  const folder = entries.find((entry) => entry.isDirectory());
  if (folder !== undefined)
    throw new SampleFileError(
      join(dir, folder.name),
      'is a folder',
      'put its samples beside the others',
    );
  const all = entries.map(({ name }) => name).sort();
  const files = all.filter((file) => !file.endsWith(expectedSuffix));
  const names = new Set(files.map((file) => basename(file, extname(file))));
  const alone = all.find(
    (file) => file.endsWith(expectedSuffix) && !names.has(file.slice(0, -expectedSuffix.length)),
  );
  if (alone !== undefined) {
    const sample = `${alone.slice(0, -expectedSuffix.length)}.json`;
    throw new SampleFileError(
      join(dir, alone),
      'is of no sample',
      `add ${sample} (the body as it was sent) or remove the file`,
    );
  }
  return Promise.all(
    files.map(async (file) => {
      const name = basename(file, extname(file));
      const expectedPath = join(dir, name + expectedSuffix);
      const expected = await readFile(expectedPath, 'utf8').catch(() => undefined);
      return {
        name,
        path: join(dir, file),
        expectedPath,
        request: await readRequest(join(dir, file), body),
        expected: expected === undefined ? undefined : parseExpected(expected, expectedPath),
      };
    }),
  );
}

/**
 * Reads a payload file: `.http` as request line, headers, blank line, body; anything else as a body
 * of the source's kind.
 */
export async function readRequest(
  path: string,
  body: Source['body'],
  headersPath?: string,
): Promise<SavedRequest> {
  const bytes = await readFile(path);
  const saved = path.endsWith('.http')
    ? parseHttp(bytes, path)
    : { method: 'POST', headers: { 'content-type': contentTypes[body] }, query: {}, body: bytes };
  if (headersPath === undefined) return saved;
  const extra = parseHeaders(await readFile(headersPath, 'utf8'), headersPath);
  return { ...saved, headers: { ...saved.headers, ...lowerCase(Object.entries(extra)) } };
}

function parseHeaders(text: string, path: string): Record<string, string> {
  try {
    return headersSchema.parse(JSON.parse(text));
  } catch {
    throw new SampleFileError(
      path,
      'is not a JSON object of header names and values',
      'write it like {"webhook-id": "msg_1"}, with each value in quotes',
    );
  }
}

function parseHttp(bytes: Buffer, path: string): SavedRequest {
  const end = /\r?\n\r?\n/.exec(bytes.toString('latin1'));
  const head = bytes.toString('utf8', 0, end?.index).split(/\r?\n/);
  const [method, target] = (head[0] ?? '').split(' ');
  if (method === undefined || target === undefined || !/^[A-Z]+$/.test(method))
    throw new SampleFileError(
      path,
      'does not begin with a request line',
      'write one first, such as POST /hooks/name HTTP/1.1',
    );
  if (end === null)
    throw new SampleFileError(
      path,
      'has no blank line after its headers',
      'write one between the headers and the body',
    );
  const headers = head
    .slice(1)
    .map((line): [string, string] => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1).trim(),
    ]);
  const body = bytes.subarray(end.index + end[0].length);
  return {
    method,
    headers: lowerCase(headers),
    query: Object.fromEntries(new URL(target, 'http://localhost').searchParams),
    body,
  };
}

function lowerCase(entries: [string, string][]): Record<string, string> {
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}

/** When a saved request counts as received, so that it gives the same result on every day. */
const savedReceivedAt = Date.UTC(2026, 0, 1, 12);

/**
 * A saved request as receive would have parsed it. Throws if the body is not what the source says.
 */
export function parseSaved(request: SavedRequest, source: Source): ParsedRequest {
  const text = request.body.toString();
  const body =
    source.body === 'json' ? (JSON.parse(quoteLargeNumbers(text)) as unknown) : parseForm(text);
  return {
    ...visibleContext(request, source),
    body: visibleBody(body, source).body,
    receivedAt: savedReceivedAt,
  };
}
