import { isCredentials } from './redact-head.ts';
import type { Lost } from './redact-request.ts';

/** What a recording lacks, by names alone, which are the sender's: nothing in them steers. */
export function describeLost({ headers, query, body, isBodyLost }: Lost): string[] {
  const places = { header: headers, query, body };
  const names = Object.entries(places).flatMap(([place, own]) =>
    own.map((name) => `${place} ${shownName(name)}`),
  );
  const more = names.length > 12 ? [`${names.length - 12} more`] : [];
  const listed = [...names.slice(0, 12), ...more].join(', ');
  const canKeep = headers.some((name) => !isCredentials(name));
  const keep = canKeep ? '; --keep-headers keeps those of headers' : '';
  return [
    ...(names.length > 0 ? [`${listed}: values that could be secrets${keep}`] : []),
    ...(isBodyLost
      ? ['the whole body: a secret in it could not be taken out for certain']
      : []),
  ];
}

function shownName(name: string): string {
  const escaped = (unit: string) =>
    `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return name.slice(0, 60).replace(/[^\x20-\x7e]/g, escaped);
}
