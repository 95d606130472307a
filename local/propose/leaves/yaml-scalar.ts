import { parseDocument } from 'yaml';
import { printable } from '../../../lib/printable.ts';

/**
 * A text as a YAML value that reads back as the same text, and is safe to show: as it is where that
 * works, else in single quotes, else in double ones, which have escapes.
 */
export function yamlScalar(text: string): string {
  const escaped = printable(JSON.stringify(text));
  const plain = [text, `'${text.replaceAll("'", "''")}'`];
  const isUsable = (written: string) =>
    written === printable(written) && readsBack(written, text);
  return plain.find(isUsable) ?? escaped;
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
