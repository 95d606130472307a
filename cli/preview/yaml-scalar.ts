import { parseDocument } from 'yaml';

/**
 * A text as a YAML value that reads back as the same text: as it is where that works, else in
 * single quotes, else in double ones.
 */
export function yamlScalar(text: string): string {
  const quoted = [`'${text.replaceAll("'", "''")}'`, JSON.stringify(text)];
  return [text, ...quoted].find((written) => readsBack(written, text)) ?? JSON.stringify(text);
}

function readsBack(written: string, text: string): boolean {
  const document = parseDocument(`key: ${written}  # a note`, { logLevel: 'silent' });
  if (document.errors.length > 0 || document.warnings.length > 0) return false;
  const value: unknown = document.toJS();
  return (
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    value.key === text &&
    Object.keys(value).length === 1
  );
}
