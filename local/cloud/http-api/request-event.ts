import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';

/** A request as it came over the wire. */
export interface RawRequest {
  method: string;
  /** With the query string. */
  path: string;
  /** In the order and spelling they arrived. */
  headers: [name: string, value: string][];
  body: Buffer;
  sourceIp: string;
  protocol: string;
  /** Ms since 1970. */
  receivedAt: number;
  /** What API Gateway calls it; made up where it is left out. */
  requestId?: string | undefined;
}

export interface ApiSettings {
  accountId: string;
  apiId: string;
  stage: string;
  /** No trailing slash. */
  publicUrl: string;
}

/** An id like those of API Gateway: 15 characters and `=`. */
export function newRequestId(): string {
  return `${randomBytes(11).toString('base64url')}=`;
}

/**
 * The event of payload format 2.0:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function requestEvent(
  request: RawRequest,
  routeKey: string,
  pathParameters: Record<string, string>,
  api: ApiSettings,
) {
  const [rawPath, rawQueryString] = splitOnce(request.path, '?');
  const { cookies, headers } = joinHeaders(request, api.publicUrl);
  const { 'user-agent': userAgent = '' } = headers;
  const hasBody = request.body.length > 0;
  const isBase64Encoded = !isText(headers['content-type'], request.body);
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    cookies: cookies.length > 0 ? cookies : undefined,
    headers,
    queryStringParameters:
      rawQueryString === ''
        ? undefined
        : joinDuplicates([...new URLSearchParams(rawQueryString)]),
    pathParameters: Object.keys(pathParameters).length > 0 ? pathParameters : undefined,
    requestContext: requestContext(request, { routeKey, path: rawPath, userAgent }, api),
    body: hasBody ? request.body.toString(isBase64Encoded ? 'base64' : 'utf8') : undefined,
    isBase64Encoded: hasBody && isBase64Encoded,
  };
}

function requestContext(
  { method, protocol, sourceIp, receivedAt, requestId = newRequestId() }: RawRequest,
  { routeKey, path, userAgent }: { routeKey: string; path: string; userAgent: string },
  { accountId, apiId, stage, publicUrl }: ApiSettings,
) {
  const { hostname } = new URL(publicUrl);
  return {
    accountId,
    apiId,
    domainName: hostname,
    domainPrefix: hostname.split('.')[0],
    http: { method, path, protocol, sourceIp, userAgent },
    requestId,
    routeKey,
    stage,
    time: commonLogTime(receivedAt),
    timeEpoch: receivedAt,
  };
}

/** Headers that end at API Gateway. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'proxy-connection',
]);

function joinHeaders({ headers, sourceIp }: RawRequest, publicUrl: string) {
  const lower = headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  const cookies = lower
    .filter(([name]) => name === 'cookie')
    .flatMap(([, value]) => value.split(/;\s*/));
  const url = new URL(publicUrl);
  const forwarded = [
    ['x-forwarded-for', sourceIp],
    ['x-forwarded-port', portOf(url)],
    ['x-forwarded-proto', url.protocol.slice(0, -1)],
  ] as const;
  const own = lower.filter(
    ([name]) =>
      name !== 'cookie' &&
      !hopByHop.has(name) &&
      !forwarded.some(([other]) => other === name),
  );
  return { cookies, headers: joinDuplicates([...own, ...forwarded]) };
}

function joinDuplicates(entries: (readonly [string, string])[]): Record<string, string> {
  const grouped = Map.groupBy(entries, ([name]) => name);
  return Object.fromEntries(
    [...grouped].map(([name, values]) => [
      name,
      values.map(([, value]) => value).join(','),
    ]),
  );
}

const textTypes =
  /^(text\/.*|application\/(json|javascript|xml|x-www-form-urlencoded|[^;]*\+(json|xml)))$/i;

function isText(contentType: string | undefined, body: Buffer): boolean {
  const mediaType = contentType?.split(';')[0]?.trim();
  return mediaType !== undefined && textTypes.test(mediaType) && isUtf8(body);
}

function portOf({ port, protocol }: URL): string {
  if (port !== '') return port;
  return protocol === 'https:' ? '443' : '80';
}

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(milliseconds: number): string {
  const [, day, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(milliseconds).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

function splitOnce(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
