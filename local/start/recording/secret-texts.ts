import { type Replacement, replaceParts } from '../../../functions/core/body/json-nodes.ts';
import { removedValue } from '../../../functions/core/body/removed-value.ts';
import { type Reading, readingsOf } from './readings.ts';
import type { Readable } from './redacted.ts';

/** A text that is shorter stands in half of all bodies by chance. */
const shortest = 6;

/** Takes texts out of other texts. */
export interface SecretTexts {
  /** The text without them, whatever their escapes; `undefined` if that is not certain. */
  removeFrom(view: Readable): string | undefined;
}

/** Texts of a request that must not be kept. Blanks around them do not count. */
export function secretTexts(found: Iterable<string>): SecretTexts {
  const texts = new Set([...found].flatMap((text) => [text, text.trim()]));
  texts.delete('');
  texts.delete(removedValue);
  const secrets = Array.from(texts, (text) => Buffer.from(text).toString('latin1'));
  const removable = secrets.filter(({ length }) => length >= shortest);
  return {
    removeFrom({ text, read }) {
      if (secrets.length === 0) return text;
      const spans = readingsOf(text, read).flatMap((reading) => spansIn(reading, removable));
      const left = replaceParts(text, joined(spans));
      const rest = left.replaceAll(removedValue, '\n');
      const isHeld = readingsOf(rest, read).some((reading) =>
        secrets.some((secret) => reading.text.includes(secret)),
      );
      return isHeld ? undefined : left;
    },
  };
}

type Span = Pick<Replacement, 'start' | 'end'>;

/** Where the secrets stand in the text that is read; the marker can hold one by chance. */
function spansIn({ text, starts, ends }: Reading, secrets: readonly string[]): Span[] {
  const marked = text.replaceAll(removedValue, '\n'.repeat(removedValue.length));
  return secrets.flatMap((secret) => {
    const spans: Span[] = [];
    for (let at = marked.indexOf(secret); at !== -1; at = marked.indexOf(secret, at + 1))
      spans.push({ start: starts[at] ?? 0, end: ends[at + secret.length - 1] ?? 0 });
    return spans;
  });
}

/** Spans that touch are one. */
function joined(spans: Span[]): Replacement[] {
  const parts: Replacement[] = [];
  for (const { start, end } of spans.sort((a, b) => a.start - b.start)) {
    const last = parts.at(-1);
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
    else parts.push({ start, end, by: removedValue });
  }
  return parts;
}
