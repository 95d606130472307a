import { writePath } from './expression-tree.ts';
import { inYaml } from './in-yaml.ts';

/**
 * How other products write where a value goes: {{name}}, ${name}, {name}, %name%, <name>, [[name]],
 * *|NAME|*, <%= name %>, {{name | filter}} and the like.
 */
const template =
  /^\s*(?:[{<[%#@*|:]|\$\{)[{<[%#@*|:=$]*\s*(?<name>[\p{L}_][\p{L}\p{N}_.-]*)\s*(?:\|[^{}|]*)?[}>\]%#*|:$]+\s*$/u;

/** What is wrong with a template of another product; `undefined` for a text that is none. */
export function templateMistake(text: string): { what: string; cure: string } | undefined {
  const name = template.exec(text)?.groups?.name;
  if (name === undefined) return undefined;
  return { what: 'is a template, not an expression', cure: templateCure(name) };
}

/** What to write instead of a template with that name. */
export function templateCure(name: string): string {
  const path = writePath(name.split('.'));
  return `write the path of the value: ${path === name ? name : inYaml(path)}`;
}
