import { parseFieldPath } from './rare-parts.ts';

const exact = /^(body|secret|timestamp|method|url|path|query|sortedFields|bodySha256)$/;
const header = /^header:[A-Za-z0-9-]+(\|[A-Za-z0-9-]+)*$/;

/** The placeholders of a signed text, without their braces. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(/\{[^{}]+\}/g)].map(([placeholder]) =>
    placeholder.slice(1, -1),
  );
}

/** The placeholders of a template that do not exist; empty when all do. */
export function unknownPlaceholders(template: string): string[] {
  return placeholdersOf(template).filter((name) => {
    if (name.startsWith('field:')) return !areFieldPaths(name.slice('field:'.length));
    return !exact.test(name) && !header.test(name) && !/^query:./.test(name);
  });
}

/** Paths with bars between them; the last can be empty, for nothing. */
function areFieldPaths(text: string): boolean {
  const paths = text.split('|');
  return paths.every((path, at) =>
    path === '' ? at > 0 && at === paths.length - 1 : isFieldPath(path),
  );
}

/** Whether a text is a path to a field of the body. */
export function isFieldPath(path: string): boolean {
  return path !== '$' && parseFieldPath(path) !== undefined;
}
