import {
  asciiJson,
  type JsonNode,
  readJsonNodes,
  replaceParts,
} from '../../../functions/core/body/json-nodes.ts';
import { removedValue } from '../../../functions/core/body/removed-value.ts';
import type { IsSecret, Readable, Redacted } from './redacted.ts';

const valueNames = /^(value|values|val|text|content|answer|data|field_?value|string_?value)$/i;
const namingNames = /^(name|key|field|id|label|param|parameter|header|property|title)$/i;

/** The member of an object, and whether a list of names and values says what it is. */
interface Place {
  node: JsonNode;
  isSecret: boolean;
}

/**
 * JSON without what stands beside a secret's name, at any depth and in JSON inside of texts.
 * `undefined` if it is no JSON.
 */
export function redactJson(view: Readable, isSecret: IsSecret): Redacted | undefined {
  const root = rootOf(view);
  if (root === undefined) return undefined;
  const redacted: Redacted = { text: view.text, names: [], values: [] };
  const parts: { start: number; end: number; by: string }[] = [];
  const open: Place[] = [{ node: root, isSecret: false }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { node } = place;
    if (node.inner.length > 0) {
      for (const inner of placesIn(place, view, isSecret).reverse()) open.push(inner);
      continue;
    }
    const by = place.isSecret
      ? removed(node, view, redacted)
      : redactedText(node, view, isSecret, redacted);
    if (by !== undefined) parts.push({ start: node.start, end: node.end, by });
    if (by !== undefined && place.isSecret) redacted.names.push(node.name ?? '[]');
  }
  return { ...redacted, text: replaceParts(view.text, parts) };
}

function rootOf(view: Readable): JsonNode | undefined {
  try {
    return readJsonNodes(view);
  } catch {
    return undefined;
  }
}

/** What is in a secret's object is secret, and so is the value in `{name: "token", value}`. */
function placesIn({ node: around, isSecret: all }: Place, view: Readable, isSecret: IsSecret) {
  const { inner } = around;
  const hasValue = inner.some(({ name }) => name !== undefined && valueNames.test(name));
  const isNamedSecret =
    hasValue &&
    inner.some(({ name, ...node }) => {
      if (name === undefined || !namingNames.test(name) || node.kind !== 'text') return false;
      return isSecret(textOf(node, view));
    });
  return inner.map((node): Place => {
    const { name } = node;
    if (all || name === undefined) return { node, isSecret: all };
    if (hasValue && namingNames.test(name)) return { node, isSecret: false };
    return { node, isSecret: isSecret(name) || (isNamedSecret && valueNames.test(name)) };
  });
}

function removed(node: JsonNode, view: Readable, { values }: Redacted): string | undefined {
  const written = view.text.slice(node.start, node.end);
  if (/^(""|true|false|null|\{.*|\[.*)$/s.test(written)) return undefined;
  values.push(node.kind === 'text' ? textOf(node, view) : written);
  return asciiJson(removedValue);
}

function redactedText(
  node: JsonNode,
  view: Readable,
  isSecret: IsSecret,
  { names, values }: Redacted,
): string | undefined {
  if (node.kind !== 'text') return undefined;
  const inner = redactText(textOf(node, view), isSecret);
  if (inner === undefined) return undefined;
  names.push(...inner.names);
  values.push(...inner.values);
  return asciiJson(inner.text);
}

/**
 * A text without the secrets in it: it can be JSON itself, or have a URL with a secret or what
 * stands in an authorization. `undefined` if there are none.
 */
export function redactText(text: string, isSecret: IsSecret): Redacted | undefined {
  const view = { text, read: (part: string) => part };
  const json = /^\s*["[{]/.test(text) ? redactJson(view, isSecret) : undefined;
  const inner = json ?? redactUrls(text, isSecret);
  return inner.text === text ? undefined : inner;
}

const parameter = /([?&;])([\w.[\]-]{1,100})=([^&#\s"'<>]+)/g;
const inUrl = /(:\/\/[^\s/:@]{0,100}:)([^\s/@]{1,200})(?=@)/g;
const authorization = /\b(Bearer|Basic) +([A-Za-z0-9._~+/-]{8,}=*)/g;

function redactUrls(text: string, isSecret: IsSecret): Redacted {
  const names: string[] = [];
  const values: string[] = [];
  const remove = (name: string, value: string) => {
    names.push(name);
    values.push(value);
    return removedValue;
  };
  const left = text
    .replace(parameter, (whole, sign: string, name: string, value: string) =>
      isSecret(name) ? `${sign}${name}=${remove(name, value)}` : whole,
    )
    .replace(inUrl, (_, before: string, value: string) => before + remove('URL', value))
    .replace(
      authorization,
      (_, scheme: string, value: string) => `${scheme} ${remove(scheme, value)}`,
    );
  return { text: left, names, values };
}

function textOf({ start, end }: Pick<JsonNode, 'start' | 'end'>, view: Readable): string {
  return String(JSON.parse(view.read(view.text.slice(start, end))));
}
