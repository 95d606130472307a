import { InvalidArgumentError } from 'commander';

/** The value of `--port`; 0 takes a free one. */
export function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('Write a number from 0 to 65535.');
}

/** The value of `--public-url`, without a trailing slash. */
export function parsePublicUrl(text: string): string {
  const url = URL.parse(text);
  if (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.pathname === '/' &&
    url.search === ''
  )
    return url.origin;
  throw new InvalidArgumentError(
    'Write scheme and host, such as https://example.ngrok.app',
  );
}
