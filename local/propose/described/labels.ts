import { removedValue } from '../../../functions/core/body/removed-value.ts';
import { isObject } from '../leaves/leaves.ts';

const idKey =
  /(?:^|[_-])(?:id|ref|key|uuid|slug|name)$|[a-z](?:Id|ID|Ref|Key|Name)$|^(?:ID|Id)$/;
/** Keys of what a person reads of a field. */
export const titleKey =
  /^(?:label|title|name|question|text|caption|field_?(?:name|label|title))$/i;

/** What a request says of its fields elsewhere: labels by the id, key or ref of a field. */
export type Labels = ReadonlyMap<string, string>;

/** The labels of all fields that a body defines. */
export function labelsIn(body: unknown): Labels {
  const labels = new Map<string, string>();
  const walk = (value: unknown, depth: number): void => {
    if (!isObject(value) || depth > 30) return;
    const texts = Object.entries(value).filter(isText);
    const titles = texts.filter(([key]) => titleKey.test(key));
    for (const [key, id] of texts.filter(([each]) => idKey.test(each))) {
      const others = titles.filter(([title]) => title !== key).map(([, text]) => text);
      if (others.length > 0) labels.set(id, others.join(' '));
    }
    for (const inner of Object.values(value)) walk(inner, depth + 1);
  };
  walk(body, 0);
  return labels;
}

function isText(entry: [string, unknown]): entry is [string, string] {
  const [, text] = entry;
  return typeof text === 'string' && /\S/.test(text) && isSaid(text);
}

/** Not what a recording left out, nor a text that nobody has as a label. */
export function isSaid(text: string): boolean {
  return text.length <= 200 && !text.includes(removedValue);
}
