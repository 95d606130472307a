import type { Source } from '../config/source-schema.ts';
import { fillText, unknownNames } from '../handshake/fill-template.ts';
import type { SourceProblem } from './source-problem.ts';

const sample = { accepted: 1, ignored: 0, requestId: 'a1' };

/** What is wrong with the body of an answer: it is not what its content type says. */
export function checkResponse({ response }: Pick<Source, 'response'>): SourceProblem[] {
  const { body, contentType = 'application/json' } = response;
  if (body === undefined || body === '') {
    if (response.contentType === undefined) return [];
    return [
      {
        path: ['response', 'contentType'],
        what: 'says what a body is, but there is none',
        cure: 'add body:, or remove the line',
      },
    ];
  }
  const path = ['response', 'body'];
  const unknown = unknownNames(body, Object.keys(sample)).map((name) => ({
    path,
    what: `{${name}} does not exist`,
    cure: 'write {accepted}, {ignored} or {requestId}',
  }));
  if (unknown.length > 0) return unknown;
  const text = fillText(body, sample);
  if (/[/+]json\b/i.test(contentType) && !isJson(text))
    return [
      {
        path,
        what: `is not JSON, and the content type is ${contentType}`,
        cure: 'write JSON, or add contentType: text/plain',
      },
    ];
  if (/[/+]xml\b/i.test(contentType) && !isXml(text))
    return [
      {
        path,
        what: `is not XML, and the content type is ${contentType}`,
        cure: 'close every element that is opened, and write &lt; and &amp; in texts',
      },
    ];
  return [];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const tag = /<(\/?)([A-Za-z_][\w:.-]*)(?:\s[^<>]*?)?(\/?)>/g;

/** Whether one element stands there, and all that are opened are closed in their order. */
function isXml(text: string): boolean {
  const open: string[] = [];
  let elements = 0;
  let isNested = true;
  const rest = text
    .replace(/^\s*<\?xml\b[^<>]*\?>/, '')
    .replace(/<!--.*?-->/gs, '')
    .replace(tag, (_, end: string, name: string, empty: string) => {
      if (end === '' && open.length === 0) elements += 1;
      if (end !== '') isNested &&= open.pop() === name;
      else if (empty === '') open.push(name);
      return '';
    });
  return isNested && open.length === 0 && elements === 1 && !/[<>]/.test(rest);
}
