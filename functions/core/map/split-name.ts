/** What can stand behind a name and after a comma, and is no first name. */
const suffix =
  /^(?:jr|sr|ii|iii|iv|junior|senior|filho|neto|hijo|esq|m\.?d|ph\.?d|cpa|mba|dds|r\.?n|j\.?d)\.?$/i;

/** Small words that begin a last name, as they are written there. */
const particles = new Set(
  `af av bin d' da das de degli dei del dell' della delle den der des di do dos du el ibn la las le
  les lo los ten ter van vom von y zu zum zur`.split(/\s+/),
);

/**
 * The first name and the last, as far as there are any: the first word and the rest; with a comma,
 * what stands behind it and what stands before it. There is no comma in a name.
 */
export function splitName(text = ''): string[] {
  const [last = '', ...others] = text
    .split(/[,\uff0c\u060c\u3001]/)
    .map((part) => toWords(part).join(' '))
    .filter((part) => part !== '');
  const suffixes = others.filter((part) => suffix.test(part));
  const given = toWords(others.filter((part) => !suffix.test(part)).join(' '));
  const [first = '', ...rest] = toWords([last, ...suffixes].join(' '));
  if (given.length === 0) return [first, rest.join(' ')].filter((part) => part !== '');
  // "Beethoven, Ludwig van": the particle belongs to the last name.
  const end = given.findLastIndex((word) => !particles.has(word)) + 1 || given.length;
  return [given.slice(0, end).join(' '), [...given.slice(end), last, ...suffixes].join(' ')];
}

function toWords(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
