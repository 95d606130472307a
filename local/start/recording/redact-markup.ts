import { removedValue } from '../../../functions/core/body/removed-value.ts';
import { redactText } from './redact-json.ts';
import type { IsSecret, Redacted } from './redacted.ts';

/** What has no end reaches to the end of the text, so that nothing is scanned twice. */
const piece =
  /<!\[CDATA\[.*?(?:\]\]>|$)|<!--.*?(?:-->|$)|<(?:[^<>"']|"[^"]*"|'[^']*')*>?|[^<]+/gs;
const attribute = /(?<![\w:.-])([\w:.-]{1,100})(\s{0,20}=\s{0,20})("[^"]*"|'[^']*')/g;

/**
 * XML without the text in secret elements and the values of secret attributes. An element is also
 * named by its attribute: `<field name="token">`. `undefined` for tags without an end.
 */
export function redactMarkup(text: string, isSecret: IsSecret): Redacted | undefined {
  const redacted: Redacted = { text: '', names: [], values: [] };
  const open = openElements();
  const pieces: string[] = [];
  for (const [found] of text.matchAll(piece)) {
    if (found.startsWith('<') && !found.endsWith('>')) return undefined;
    const [, closing, name = '', rest = ''] = /^<(\/?)([^\s/>!?]+)(.*)>$/s.exec(found) ?? [];
    if (closing === undefined) pieces.push(keptText(found, open.last(), isSecret, redacted));
    else if (closing === '/') {
      open.close(name);
      pieces.push(found);
    } else {
      const isOwn = isSecretElement(name, rest, open.last(), isSecret);
      if (!rest.endsWith('/')) open.open({ name, isSecret: isOwn });
      pieces.push(`<${name}${redactAttributes(rest, isOwn, isSecret, redacted)}>`);
    }
  }
  return { ...redacted, text: pieces.join('') };
}

function isSecretElement(
  name: string,
  attributes: string,
  around: Element | undefined,
  isSecret: IsSecret,
): boolean {
  if (around?.isSecret) return true;
  return isSecret(localName(name)) || isNamedSecret(attributes, isSecret);
}

function keptText(
  found: string,
  around: Element | undefined,
  isSecret: IsSecret,
  redacted: Redacted,
): string {
  return around?.isSecret
    ? removedText(found, around.name, redacted)
    : redactedText(found, isSecret, redacted);
}

interface Element {
  name: string;
  isSecret: boolean;
}

/** The elements around a place; an end without a beginning ends nothing. */
function openElements() {
  const elements: Element[] = [];
  const counts = new Map<string, number>();
  const count = (name: string, by: number) => counts.set(name, (counts.get(name) ?? 0) + by);
  return {
    last: () => elements.at(-1),
    open(element: Element) {
      elements.push(element);
      count(element.name, 1);
    },
    close(name: string) {
      let isDone = (counts.get(name) ?? 0) === 0;
      while (!isDone) {
        const ended = elements.pop();
        if (ended !== undefined) count(ended.name, -1);
        isDone = ended === undefined || ended.name === name;
      }
    },
  };
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

function removedText(found: string, name: string, redacted: Redacted): string {
  const text = found.replace(/^<!\[CDATA\[(.*)\]\]>$/s, '$1');
  if (text.trim() === '') return found;
  redacted.names.push(name);
  redacted.values.push(text);
  return removedValue;
}
