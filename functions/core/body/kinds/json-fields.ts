import { isRecord } from '../../json.ts';
import { parsePlainPath } from '../../split-request.ts';
import type { Parsed } from './parsed.ts';

type ReadText = (text: string) => Promise<unknown>;

/**
 * The value with the JSON of some of its fields read. A field that is missing, blank or no text
 * stays as it is, and so does everything else.
 * @param paths plain paths; a list on the way is walked through
 * @param readJson throws whatever it likes for what is no JSON
 */
export async function readJsonFields(
  value: unknown,
  paths: string[],
  readJson: ReadText,
): Promise<Parsed> {
  let read = value;
  for (const path of paths) {
    const replaced = await replaceAt(read, parsePlainPath(path) ?? [], readJson).catch(
      () => undefined,
    );
    if (replaced === undefined) {
      const what = `has no JSON in the field ${path}, or a name such as __proto__ in it`;
      return { ok: false, what, paths: [path] };
    }
    read = replaced;
  }
  return { ok: true, value: read };
}

async function replaceAt(
  value: unknown,
  steps: string[],
  read: ReadText,
): Promise<unknown> {
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) items.push(await replaceAt(item, steps, read));
    return items;
  }
  const [step, ...inner] = steps;
  if (step === undefined)
    return isText(value) ? await read(value.replace(/^\ufeff/, '')) : value;
  if (!isRecord(value) || !Object.hasOwn(value, step)) return value;
  return { ...value, [step]: await replaceAt(value[step], inner, read) };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
