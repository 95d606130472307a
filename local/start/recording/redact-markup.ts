import { removedValue } from '../../../functions/core/removed-value.ts';
import { redactText } from './redact-json.ts';
import type { IsSecret, Redacted } from './redacted.ts';

const piece = /<!\[CDATA\[.*?\]\]>|<!--.*?-->|<[^>]*>|[^<]+/gs;
const attribute = /([\w:.-]+)(\s*=\s*)("[^"]*"|'[^']*')/g;

/**
 * XML without the text in secret elements and the values of secret attributes. An element is also
 * named by its attribute: `<field name="token">`.
 */
export function redactMarkup(text: string, isSecret: IsSecret): Redacted {
  const redacted: Redacted = { text: '', names: [], values: [] };
  const open: { name: string; isSecret: boolean }[] = [];
  const pieces = Array.from(text.matchAll(piece), ([found]) => {
    const [, closing, name = '', rest = ''] = /^<(\/?)([^\s/>!?]+)(.*)>$/s.exec(found) ?? [];
    if (closing === '/') {
      const at = open.findLastIndex((element) => element.name === name);
      if (at !== -1) open.length = at;
      return found;
    }
    const isIn = open.at(-1)?.isSecret ?? false;
    if (closing === undefined) {
      if (isIn) return removedText(found, open.at(-1)?.name, redacted);
      return redactedText(found, isSecret, redacted);
    }
    const isOwn = isIn || isSecret(localName(name)) || isNamedSecret(rest, isSecret);
    if (!rest.endsWith('/')) open.push({ name, isSecret: isOwn });
    return `<${name}${redactAttributes(rest, isOwn, isSecret, redacted)}>`;
  });
  return { ...redacted, text: pieces.join('') };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function isNamedSecret(attributes: string, isSecret: IsSecret): boolean {
  return [...attributes.matchAll(attribute)].some(
    ([, name = '', , value = '']) =>
      /^(name|key|id|field)$/i.test(name) && isSecret(value.slice(1, -1)),
  );
}

function redactAttributes(
  text: string,
  isOfSecret: boolean,
  isSecret: IsSecret,
  { names, values }: Redacted,
): string {
  return text.replace(attribute, (whole, name: string, equals: string, quoted: string) => {
    const isValue = isOfSecret && /^(value|val|content|text)$/i.test(name);
    if (!(isValue || isSecret(localName(name))) || quoted.length === 2) return whole;
    names.push(name);
    values.push(quoted.slice(1, -1));
    return `${name}${equals}"${removedValue}"`;
  });
}

function redactedText(found: string, isSecret: IsSecret, redacted: Redacted): string {
  const inner = redactText(found, isSecret);
  if (inner === undefined) return found;
  redacted.names.push(...inner.names);
  redacted.values.push(...inner.values);
  return inner.text;
}

function removedText(found: string, name: string | undefined, redacted: Redacted): string {
  const text = found.replace(/^<!\[CDATA\[(.*)\]\]>$/s, '$1');
  if (text.trim() === '') return found;
  redacted.names.push(name ?? '');
  redacted.values.push(text);
  return removedValue;
}
