import sax from 'sax';
import type { Limits } from '../body-limits.ts';
import { type OpenedBody, type Parsed, parsed, unfit } from './parsed.ts';

type XmlLimits = Pick<Limits, 'depth' | 'keys'>;

interface Element {
  /** Without its prefix. */
  name: string;
  members: Map<string, XmlValue[]>;
  text: string;
  isNil: boolean;
}

interface XmlObject {
  [name: string]: XmlValue;
}
type XmlValue = string | null | XmlValue[] | XmlObject;

interface Attribute {
  prefix: string;
  name: string;
  value: string;
}

/** Without the entities of HTML. */
const options = { position: false, strictEntities: true };
const xmlType = /^\s*(application|text)\/([^;]*\+)?xml\s*(;|$)/i;
const instance = 'http://www.w3.org/2001/XMLSchema-instance';
const notWellFormed = 'is not well-formed XML';

/**
 * Parses XML: an element with others inside is an object of them, any other its text. Elements of
 * one name beside each other are a list. Prefixes are left out. An attribute is `@name`, but for
 * those that speak of XML (`xmlns`, `xsi:type`); the text beside it is `#text`. What is `xsi:nil`
 * is null. All values are text. There is no document type, and so no entity but the five of XML.
 * @throws what the reader throws for bytes that are no text
 */
export function parseXml({ reader, contentType, limits }: OpenedBody): Parsed {
  const text = reader.read(reader.body);
  if (!/^\s*</.test(text) && !xmlType.test(contentType))
    return { ok: false, what: 'is no XML', expected: 'XML' };
  return parsed(() => read(text, limits), { what: notWellFormed, isIts: () => true });
}

function read(text: string, limits: XmlLimits): XmlValue {
  const tree = createTree(limits);
  const parser = sax.parser(true, options);
  parser.onopentag = ({ name, attributes }) => tree.open(name, attributesOf(attributes));
  parser.onclosetag = () => tree.close();
  parser.ontext = (piece) => tree.add(piece);
  parser.oncdata = (piece) => tree.add(piece);
  parser.ondoctype = () => {
    throw unfit('has a document type (<!DOCTYPE), which is not read');
  };
  parser.onerror = () => {
    throw unfit(notWellFormed);
  };
  parser.write(text).close();
  return tree.end();
}

function attributesOf(attributes: object): Attribute[] {
  return Object.entries(attributes).map(([full, value]) => ({
    prefix: full.includes(':') ? full.slice(0, full.indexOf(':')) : '',
    name: localName(full),
    value: String(value),
  }));
}

function createTree({ depth, keys }: XmlLimits) {
  const document = newElement('');
  const open = [document];
  /** Those that speak of XML. */
  const prefixes = new Set(['xmlns', 'xsi']);
  const countOne = createCounter(keys);

  const current = () => open.at(-1) ?? document;
  const put = (name: string, value: XmlValue) => {
    countOne();
    addMember(current(), name, value);
  };
  const putAttribute = ({ prefix, name, value }: Attribute) => {
    if (prefix === '' && name === 'xmlns') return;
    if (!prefixes.has(prefix)) put(`@${name}`, value);
    else if (prefix !== 'xmlns' && name === 'nil') current().isNil = isTrue(value);
  };

  return {
    open(name: string, attributes: Attribute[]): void {
      if (current() === document && document.members.size > 0) throw unfit(notWellFormed);
      if (open.length > depth) throw unfit(`nests deeper than ${depth} levels`);
      open.push(newElement(localName(name)));
      for (const prefix of instancePrefixesIn(attributes)) prefixes.add(prefix);
      attributes.forEach(putAttribute);
    },
    add(piece: string): void {
      current().text += piece;
    },
    close(): void {
      const closed = open.pop();
      if (closed !== undefined) put(closed.name, valueIn(closed));
    },
    end(): XmlValue {
      if (current() !== document || document.members.size === 0)
        throw unfit(notWellFormed);
      return valueIn(document);
    },
  };
}

/** Ends the parsing at more names and items than these. */
function createCounter(most: number): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count > most) throw unfit(`has more than ${most} names and items`);
  };
}

/** The prefixes that are declared for the namespace of `xsi`. */
function instancePrefixesIn(attributes: Attribute[]): string[] {
  return attributes
    .filter(({ prefix, value }) => prefix === 'xmlns' && value === instance)
    .map(({ name }) => name);
}

function isTrue(value: string): boolean {
  return value === 'true' || value === '1';
}

function newElement(name: string): Element {
  return { name, members: new Map(), text: '', isNil: false };
}

function addMember({ members }: Element, name: string, value: XmlValue): void {
  const same = members.get(name);
  if (same === undefined) members.set(name, [value]);
  else same.push(value);
}

function valueIn({ members, text, isNil }: Element): XmlValue {
  if (isNil) return null;
  if (members.size === 0) return text;
  const object = Object.fromEntries(
    [...members].map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] ?? null) : values,
    ]),
  );
  return text.trim() === '' ? object : { ...object, '#text': text };
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}
