import type { Verification } from '../../../functions/core/config/verify-schema.ts';
import type { Change } from '../attempt.ts';
import { decoded } from './url-changes.ts';

function signsBody(verify: Verification): boolean {
  if (verify.kind === 'jwt') return verify.bodyHashClaim !== undefined;
  return (
    'signedContent' in verify && /\{(body|field:|sortedFields)/.test(verify.signedContent)
  );
}

/** What can become of a body on its way, and the way back. */
interface BodyForm {
  text: string;
  undo(body: Buffer): Buffer | undefined;
}

/** Larger bodies are not written anew. */
const largest = 1_000_000;

const forms: BodyForm[] = [
  {
    text: 'the body was changed on the way: it fits without the line break at its end',
    undo: inText((text) => text.replace(/(\r?\n)+$/, '')),
  },
  {
    text: 'the body was changed on the way: it fits with a line break at its end',
    undo: (body) => Buffer.concat([body, Buffer.from('\n')]),
  },
  {
    text: 'the body was changed on the way: it fits with CRLF and LF at its end',
    undo: (body) => Buffer.concat([body, Buffer.from('\r\n')]),
  },
  {
    text: 'the body was changed on the way: it fits with its line ends CRLF written as LF',
    undo: inText((text) => text.replaceAll('\r\n', '\n')),
  },
  {
    text: 'the body was changed on the way: it fits with its line ends LF written as CRLF',
    undo: inText((text) => text.replace(/\r?\n/g, '\r\n')),
  },
  {
    text: 'the body was changed on the way: it fits without white space around it',
    undo: inText((text) => text.trim()),
  },
  {
    text: 'the body was changed on the way: it fits without a byte order mark',
    undo: (body) =>
      body.toString('hex', 0, 3) === 'efbbbf' ? body.subarray(3) : undefined,
  },
  {
    text: 'the body was written anew on the way: it fits as JSON without white space',
    undo: inJson((value) => JSON.stringify(value)),
  },
  {
    text: 'the body was written anew on the way: it fits as JSON indented by 2',
    undo: inJson((value) => JSON.stringify(value, null, 2)),
  },
  {
    text: 'the body was written anew on the way: it fits as JSON indented by 4',
    undo: inJson((value) => JSON.stringify(value, null, 4)),
  },
  {
    text: 'the body was written anew on the way: it fits as JSON with a blank after , and :',
    undo: inJson(spaced),
  },
  {
    text: 'the body was written anew on the way: it fits as JSON with \\u escapes',
    undo: inJson((value) => escaped(JSON.stringify(value))),
  },
  {
    text: 'the body was written anew on the way: it fits as JSON with blanks and \\u escapes',
    undo: inJson((value) => escaped(spaced(value))),
  },
  {
    text: 'the body was written anew on the way: it fits as JSON with \\/ and \\u escapes',
    undo: inJson((value) => escaped(JSON.stringify(value)).replaceAll('/', '\\/')),
  },
  {
    text: 'the body was changed on the way: it fits with its %XX decoded',
    undo: inText(decoded),
  },
  {
    text: 'the body was changed on the way: it fits with blanks as %20 and not +',
    undo: inText((text) => text.replaceAll('+', '%20')),
  },
  {
    text: 'the body was changed on the way: it fits with blanks as + and not %20',
    undo: inText((text) => text.replaceAll('%20', '+')),
  },
  {
    text: 'the body was changed on the way: it fits when its UTF-8 is taken as Latin-1 again',
    undo: (body) => Buffer.from(body.toString(), 'latin1'),
  },
  {
    text: 'the signature is over an empty body',
    undo: () => Buffer.alloc(0),
  },
  {
    text:
      'the signature is over the first item of the list alone, so nothing proves the others: ' +
      'let the sender send one event per request',
    undo: inJson((value) =>
      Array.isArray(value) && value.length > 0 ? JSON.stringify(value[0]) : undefined,
    ),
  },
];

/** The body signed could be another one. */
export const bodyChanges: Change[] = forms.map(({ text, undo }) => ({
  axis: 'body',
  apply(attempt) {
    const { raw, verify, differences } = attempt;
    if (!signsBody(verify) || raw.body.length > largest) return undefined;
    const body = oncePerBody(undo, raw.body);
    if (body === undefined || body.equals(raw.body)) return undefined;
    return {
      ...attempt,
      raw: { ...raw, body },
      differences: [...differences, { kind: 'body', text }],
    };
  },
}));

const undone = new WeakMap<Buffer, Map<BodyForm['undo'], Buffer | undefined>>();

/** The same body is written anew once, however many readings of the request there are. */
function oncePerBody(undo: BodyForm['undo'], body: Buffer): Buffer | undefined {
  const known = undone.get(body) ?? new Map<BodyForm['undo'], Buffer | undefined>();
  undone.set(body, known);
  if (!known.has(undo)) known.set(undo, undo(body));
  return known.get(undo);
}

function inText(undo: (text: string) => string): BodyForm['undo'] {
  return (body) => Buffer.from(undo(body.toString('latin1')), 'latin1');
}

/** `undefined` for what is no JSON, or nested too deeply to be written. */
function inJson(write: (value: unknown) => string | undefined): BodyForm['undo'] {
  return (body) => {
    try {
      const text = write(JSON.parse(body.toString()));
      return text === undefined ? undefined : Buffer.from(text);
    } catch {
      return undefined;
    }
  };
}

/** As Python writes it. */
function spaced(value: unknown): string {
  const lines = JSON.stringify(value, null, 1);
  return lines
    .replace(/("(?:[^"\\]|\\.)*")|,\n */g, (_, text) => text ?? ', ')
    .replace(/("(?:[^"\\]|\\.)*")|\n */g, (_, text) => text ?? '');
}

function escaped(json: string): string {
  return json.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
