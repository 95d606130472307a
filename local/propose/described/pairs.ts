import { isObject } from '../leaves/leaves.ts';

/** Keys that only say: here is the value. */
export const valueKey = wholeKey(`
  (?:string|raw|property|new|current|field|attribute|answer)?[_-]?values? answers? text val content
  response choices? selected full respuesta valor reponse valeur antwort wert resposta risposta
  valore
`);
/** Keys whose value says what a value beside it is; the first that has a text identifies it. */
export const labelKey = wholeKey(`
  label title name question ref key id code slug type property field column attribute data_?name
  (?:property|field|column|attribute|question)[_-]?(?:name|label|title|key|id|ref|type|text)
  (?:param|custom)[_-]?(?:name|key|id)
  merge_?tag pregunta etiqueta campo pergunta domanda frage feld champ libelle
`);
/** An object that says which field a value beside it is of. */
export const fieldKey = /^(?:field|question|property|column|attribute)$/i;

/** A pattern for keys that are one of some words. */
function wholeKey(words: string): RegExp {
  return new RegExp(`^(?:${words.trim().split(/\s+/).join('|')})$`, 'i');
}

/** Whether an object is one field with its value: nothing but that, and what says which one. */
export function isPair(value: unknown): value is Record<string, unknown> {
  if (!isObject(value) || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  const holds = keys.some((key) => holdsAnswer(key, value[key]));
  const isValued = holds && keys.some(isLabelOf(value));
  return isValued || saysField(value);
}

/** Whether an object has a key whose value says which field it is: `field: { ref }`. */
export function saysField(value: Record<string, unknown>): boolean {
  return Object.keys(value).some((key) => fieldKey.test(key) && isObject(value[key]));
}

/** What a message says is an object, too: that is no answer. */
function holdsAnswer(key: string, value: unknown): boolean {
  if (isAnswerObject(key, value)) return true;
  return valueKey.test(key) && !(key === 'text' && isObject(value));
}

/** `answerDetails: { … }` */
export function isAnswerObject(key: string, value: unknown): boolean {
  return /answer|response/i.test(key) && isObject(value) && !Array.isArray(value);
}

function isLabelOf(value: Record<string, unknown>) {
  return (key: string) =>
    labelKey.test(key) && ['string', 'number'].includes(typeof value[key]);
}
