import { removedValue } from '../../../functions/core/body/removed-value.ts';
import { decodeParameter } from '../../../functions/core/receive/read-query.ts';
import { isSecretName } from './secret-names.ts';

/** A text without the values beside secrets' names; those names, and values that are not short. */
export interface Removed {
  text: string;
  names: string[];
  values: string[];
}

/** How a name stands before a value (the quotes are put around a value without), and the value. */
interface Format {
  begin: RegExp;
  value: RegExp | ((text: string, at: number, groups: Record<string, string>) => string);
}

/** A text of JSON; inside of other texts, backslashes stand before its quotes. */
const quoted = String.raw`(\\*)"(?:\1\\(?:\1["\\]|[^"\\])|[^"\\])*`;
const jsonValue = new RegExp(String.raw`[[{]|${quoted}|[^\s,}\]"\\&<]*`, 'y');
const jsonToken = new RegExp(String.raw`${quoted}(?:\1")?|[{}[\]]`, 'g');

const formats: Format[] = [
  {
    // "token": …, and "name": "token", "value": …; but "key": "email", "value": … is no secret.
    begin:
      /(?<!\\)(?!\\*"key\\*"\s*:\s*\\*"[^"\\]{0,100}\\*"\s*,\s*\\*"value)(?<quote>\\*")(?<name>[^"\\]{1,100})\1\s*(?::|,\s*\1(?:value|text|content|answer)\1\s*:|value\s*=)\s*/gi,
    value: jsonAt,
  },
  {
    // token=… and token: … of forms, URLs, lines and attributes.
    begin: /(?<![\w.[\]%$</-])(?<name>[\w.[\]%$-]{1,100})'? ?[=:][ \t]{0,9}/g,
    value: /(\\*["'])(?!\s*[,}\]:])(?:(?!\1).)*|[^&\r\n"<\\]*/sy,
  },
  {
    // <token>…</token>, and <field name="token">…</field>
    begin:
      /<(?<tag>(?:[\w.-]{1,50}:)?(?<name>[\w.-]{1,100}))(?:\s[^<>]{0,200}?\b(?:name|key|id|field)="(?<own>[^"<>]{1,100})")?(?:\s[^<>]*)?(?<!\/)>/g,
    value(text, at, { tag }) {
      const end = text.indexOf(`</${tag}`, at);
      return text.slice(at, end === -1 ? text.length : end);
    },
  },
  {
    // A part of multipart: its name, further headers, a blank line.
    begin:
      /;\s{0,9}name="?(?<name>[^"\s;]{1,100})[^\r\n]{0,200}(?:\r?\n[^\r\n]{1,200}){0,5}\r?\n\r?\n/g,
    value: /.*?(?=\r?\n--|$)/sy,
  },
];

/**
 * Removes what stands beside a name that looks like a secret's, whatever the format of the text.
 * @throws Error if it is no text
 */
export function removeNamed(whole: string): Removed {
  if (whole.includes('\0'))
    throw new Error('This is no text, or in UTF-16 without a mark.');
  const removed: Removed = { text: whole, names: [], values: [] };
  removed.text = whole.replace(/(?<==)[^&=\s"<>\\]*[%+][^&=\s"<>\\]*/g, (written) => {
    const inner = removeNamed(decodeParameter(written));
    removed.names.push(...inner.names);
    removed.values.push(...inner.values);
    return inner.names.length === 0 ? written : encodeURIComponent(inner.text);
  });
  for (const format of formats) removed.text = removeIn(format, removed);
  return removed;
}

function removeIn(
  { begin, value: ending }: Format,
  { text, names, values }: Removed,
): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { 0: whole, index, groups = {} } of text.matchAll(begin)) {
    const name = [groups.name, groups.own]
      .map((each = '') => decodeParameter(each))
      .find(isSecretName);
    if (index < done || name === undefined) continue;
    const at = index + whole.length;
    const written =
      typeof ending === 'function' ? ending(text, at, groups) : matchAt(ending, text, at);
    const [open = ''] = /^\\*["']/.exec(written) ?? [];
    const value = written.slice(open.length);
    if (/^\s*(true|false|null)?\s*$/.test(value) || value.trim() === removedValue)
      continue;
    names.push(name);
    if (value.length >= 8) values.push(value);
    const around = open === '' ? (groups.quote ?? '') : '';
    pieces.push(text.slice(done, at), open, around, removedValue, around);
    done = at + written.length;
  }
  return pieces.join('') + text.slice(done);
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** A value of JSON; an object or a list up to the bracket that closes it. */
function jsonAt(text: string, at: number): string {
  const first = matchAt(jsonValue, text, at);
  if (!/^[[{]/.test(first)) return first;
  let depth = 0;
  for (const { 0: token, index } of text.slice(at).matchAll(jsonToken)) {
    depth += Number(/^[[{]/.test(token)) - Number(/^[\]}]/.test(token));
    if (depth === 0) return text.slice(at, at + index + token.length);
  }
  return text.slice(at);
}
