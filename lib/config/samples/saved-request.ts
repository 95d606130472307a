import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import type { ParsedRequest } from '../../../functions/core/receive/read-events.ts';
import { joinRepeated, readQuery } from '../../../functions/core/receive/read-query.ts';
import {
  type ReadRequest,
  readRequest,
} from '../../../functions/core/receive/read-request.ts';
import { parseJsonBody } from '../../../functions/edges/parse-json-body.ts';
import { decodeText } from '../../text-file.ts';

/** A request that was kept in a file: `.http` holds a whole one, any other file a body. */
export interface SavedRequest {
  method: string;
  /** The path of its request line, without the query; a body alone has none. */
  path?: string | undefined;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** As it was sent, without the question mark. */
  query: string;
  body: Buffer;
}

const headersSchema = z.record(z.string(), z.string());

/** The content type of a body that is saved without its headers. */
function contentTypeOf(kind: Exclude<Source['body'], 'query'>, body: Buffer): string {
  if (kind === 'json') return 'application/json';
  if (kind === 'form') return 'application/x-www-form-urlencoded';
  if (kind === 'xml') return 'text/xml';
  const [, boundary = ''] = /^--(\S+)\r\n/.exec(body.toString('latin1', 0, 100)) ?? [];
  return `multipart/form-data; boundary="${boundary}"`;
}

/** A file that is the body alone; of a source that reads queries, the file is the query. */
function savedBody(bytes: Buffer, body: Source['body']): SavedRequest {
  if (body === 'query')
    return {
      method: 'GET',
      headers: {},
      query: bytes.toString().trim().replace(/^\?/, ''),
      body: Buffer.alloc(0),
    };
  const headers = { 'content-type': contentTypeOf(body, bytes) };
  return { method: 'POST', headers, query: '', body: bytes };
}

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

/**
 * Reads a payload file: `.http` as request line, headers, blank line, body; anything else as a body
 * of the source's kind.
 * @param headersPath a JSON object with further headers
 * @throws SampleFileError; the failure of the operating system if a file cannot be read
 */
export async function readSavedRequest(
  path: string,
  body: Source['body'],
  headersPath?: string,
): Promise<SavedRequest> {
  const bytes = await readFile(path);
  const saved = path.endsWith('.http') ? parseHttp(bytes, path) : savedBody(bytes, body);
  if (headersPath === undefined) return saved;
  const extra = parseHeaders(await readFile(headersPath), headersPath);
  return {
    ...saved,
    headers: { ...saved.headers, ...joinHeaders(Object.entries(extra)) },
  };
}

/**
 * The text of a file beside a payload.
 * @throws SampleFileError if it is not in UTF-8
 */
export function decodeSample(bytes: Buffer, path: string): string {
  const decoded = decodeText(bytes);
  if ('text' in decoded) return decoded.text;
  throw new SampleFileError(path, decoded.what, decoded.cure);
}

function parseHeaders(bytes: Buffer, path: string): Record<string, string> {
  const text = decodeSample(bytes, path);
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

function parseHttp(file: Buffer, path: string): SavedRequest {
  const bytes = file.toString('hex', 0, 3) === 'efbbbf' ? file.subarray(3) : file;
  const end = /\r?\n\r?\n/.exec(bytes.toString('latin1'));
  // A header is Latin-1 on the wire, and to the functions.
  const [requestLine = '', ...headerLines] = bytes
    .toString('latin1', 0, end?.index)
    .split(/\r?\n/);
  const [method, target] = requestLine.split(' ');
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
  const [targetPath, ...query] = target.split('?');
  return {
    method,
    path: targetPath,
    headers: joinHeaders(headerLines.map(splitHeader)),
    query: query.join('?'),
    body: bytes.subarray(end.index + end[0].length),
  };
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

/** Names in lower case; what comes again is joined by commas, as API Gateway does. */
export function joinHeaders(entries: readonly [string, string][]): Record<string, string> {
  return joinRepeated(entries.map(([name, value]) => [name.toLowerCase(), value]));
}

/** When a saved request counts as received, so that it gives the same result on every day. */
const savedReceivedAt = Date.UTC(2026, 0, 1, 12);

/**
 * A saved request as receive reads it: by the same function, on the same bytes.
 * @throws Rejection where receive would refuse it
 */
export async function parseSaved(
  saved: SavedRequest,
  source: Source,
): Promise<ParsedRequest> {
  return (await readSaved(saved, source)).parsed;
}

/**
 * The same, and the secret that its sender repeats in the body.
 * @throws Rejection as `parseSaved`
 */
export async function readSaved(
  { headers, query, body }: SavedRequest,
  source: Source,
): Promise<ReadRequest> {
  const raw = { url: `?${query}`, headers, query: readQuery(query), body };
  return await readRequest(source, raw, savedReceivedAt, parseJsonBody);
}
