import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { bridgehookCommand, startCommand } from '../../lib/command-line.ts';
import { consolePath } from './app.ts';

/** What opens a console: its port on this machine and its token. */
export interface Door {
  port: number;
  /** 32 bytes of chance, base64url. */
  token: string;
}

/** A request as far as the guard looks at it. */
export interface Knock {
  method?: string | undefined;
  /** As it came, with its query. */
  url?: string | undefined;
  headers: IncomingHttpHeaders;
}

/** `welcome` gives the cookie that opens from then on, in exchange for the token. */
export type Verdict =
  | { kind: 'open' }
  | { kind: 'welcome'; cookie: string }
  | { kind: 'refused'; why: string };

/** On every answer: no script but the page's own, no frame, no copy anywhere. */
export const safeHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** The address that opens the console in a browser. */
export function addressWith({ port, token }: Door): string {
  return `http://127.0.0.1:${port}${consolePath}?token=${token}`;
}

/**
 * Whether a request may come in. It has to be for this machine under its own name, from the
 * console's own page or from nowhere, by no proxy, and to bring the cookie or the token.
 */
export function judge(knock: Knock, door: Door): Verdict {
  const foreign = whyForeign(knock.headers, door.port);
  if (foreign !== undefined) return { kind: 'refused', why: foreign };
  const token = tokenIn(knock);
  if (token === undefined)
    return hasCookie(knock.headers.cookie, door)
      ? { kind: 'open' }
      : { kind: 'refused', why: openAgain };
  return isSame(token, door.token)
    ? { kind: 'welcome', cookie: cookieOf(door) }
    : { kind: 'refused', why: openAgain };
}

/** Nothing of the instance is said to who cannot open it: the commands are those of any. */
const anyCall = { cwd: '.' };
const openAgain =
  `Open the address of the console again, with its token: ${startCommand(anyCall)} prints it ` +
  `first, and again at Enter. ${bridgehookCommand(['console'], anyCall)} prints it too.`;

/** What a proxy or a tunnel adds, also one that writes another `Host`. */
const proxyHeader = /^(forwarded|via|x-forwarded-.+|x-real-ip|cf-connecting-ip)$/;

function whyForeign(headers: IncomingHttpHeaders, port: number): string | undefined {
  const { host = '', origin, 'sec-fetch-site': site = 'none' } = headers;
  const own = ['127.0.0.1', 'localhost'].map(
    (name) => new URL(`http://${name}:${port}`).host,
  );
  if (!own.includes(host))
    return `The console answers only at http://${own[0]}${consolePath}.`;
  if (Object.keys(headers).some((name) => proxyHeader.test(name)))
    return 'The console is not served through a proxy or a tunnel.';
  if (origin !== undefined && origin !== `http://${host}`)
    return 'The console answers only to its own page.';
  if (site !== 'none' && site !== 'same-origin')
    return (
      'The console does not open from the page of another site. ' +
      'Paste its address into the address bar.'
    );
  return undefined;
}

/** The token of a request that opens the page by its address. */
function tokenIn({ method, url = '/' }: Knock): string | undefined {
  const asked = URL.parse(url, 'http://127.0.0.1');
  const isPage = asked?.pathname.replace(/\/$/, '') === consolePath;
  if (method !== 'GET' || !isPage) return undefined;
  return asked?.searchParams.get('token') ?? undefined;
}

/** Cookies do not know ports: the name tells instances apart. */
function cookieName({ port }: Door): string {
  return `bridgehook-console-${port}`;
}

function cookieOf(door: Door): string {
  return `${cookieName(door)}=${door.token}; HttpOnly; SameSite=Strict; Path=${consolePath}`;
}

function hasCookie(cookies = '', door: Door): boolean {
  const start = `${cookieName(door)}=`;
  return cookies
    .split(/;\s*/)
    .some(
      (text) => text.startsWith(start) && isSame(text.slice(start.length), door.token),
    );
}

/** Takes as long for every wrong one: of equal digests nothing can be learnt. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
