import type { Source } from '../config/source-schema.ts';
import { readQuery } from '../receive/read-query.ts';
import { removedValue } from './removed-value.ts';

const credentials = /^(authorization|proxy-authorization|cookie)$/;

/**
 * Samples are in the repository: none may hold a signature, or a secret other than the marker.
 * @param headers with names in lower case
 * @param query without the question mark
 * @param inBody the secret that stands in the body, as `readRequest` gives it
 * @returns what is wrong, and what to write instead
 */
export function findSampleSecrets(
  { headers, query }: { headers: Record<string, string>; query: string },
  inBody: unknown,
  { verify }: Source,
): { what: string; cure: string }[] {
  const { in: place, name = '' } = verify.kind === 'sharedSecret' ? verify : { in: 'none' };
  const signatures = verify.kind === 'mac' ? [verify.header].flat() : [];
  const own = place === 'header' ? name.toLowerCase() : '';
  const inHeaders = Object.keys(headers).filter(
    (header) => (header === own || credentials.test(header)) && isSecret(headers[header]),
  );
  const inQuery = place === 'query' && isSecret(readQuery(query)[name]) ? [name] : [];
  const mark = `write ${removedValue} in its place: sending the sample puts the key there`;
  const problem = (what: string, where: string, cure: string) => ({
    what: `holds a ${what} (${where})`,
    cure,
  });
  return [
    ...signatures
      .filter((header) => Object.hasOwn(headers, header.toLowerCase()))
      .map((each) =>
        problem('signature', each, 'remove that line: each request is signed anew'),
      ),
    ...inHeaders.map((each) =>
      problem('secret', `header ${each}`, `remove that line, or ${mark}`),
    ),
    ...inQuery.map((each) => problem('secret', `query ${each}`, mark)),
    ...(isSecret(inBody) ? [problem('secret', `${name} in the body`, mark)] : []),
  ];
}

/** Anything but the marker, which can stand after what says how the secret is sent (`Bearer`). */
function isSecret(value: unknown): boolean {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const rest = text.replace(removedValue, '').trim();
  return rest !== '' && !(text.includes(removedValue) && /^[A-Za-z-]{1,20}:?$/.test(rest));
}
