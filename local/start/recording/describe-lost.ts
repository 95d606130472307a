import type { Lost } from './redact-request.ts';

/** What a recording lacks, by names alone, which are the sender's: nothing in them steers. */
export function describeLost({ headers, query, body, isBodyLost }: Lost): string[] {
  const names = [
    ...headers.map((name) => `header ${shownName(name)}`),
    ...query.map((name) => `query ${shownName(name)}`),
    ...body.map((name) => `body ${shownName(name)}`),
  ];
  const others = names.length - 12;
  const listed = [...names.slice(0, 12), ...(others > 0 ? [`${others} more`] : [])].join(', ');
  const keep = headers.length > 0 ? '; --keep-headers keeps those of headers' : '';
  return [
    ...(names.length > 0 ? [`${listed}: values that could be secrets${keep}`] : []),
    ...(isBodyLost
      ? ['the whole body: a secret in it could not be taken out for certain']
      : []),
  ];
}

function shownName(name: string): string {
  return name
    .slice(0, 60)
    .replace(
      /[^\x20-\x7e]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
