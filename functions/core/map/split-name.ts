/** What can stand behind a name and after a comma, and is no first name. */
const suffix =
  /^(?:jr|sr|ii|iii|iv|junior|senior|filho|neto|hijo|esq|m\.?d|ph\.?d|cpa|mba|dds|r\.?n|j\.?d)\.?$/i;

/** Small words that begin a last name, as they are written there. */
const particles = new Set(
  toWords(`af av bin d' da das de degli dei del dell' della delle den der des di do dos du el ibn la las le
  les lo los ten ter van vom von y zu zum zur`),
);

/**
 * The first name and the last, as far as there are any: the first word and the rest; with a comma,
 * what stands behind it and what stands before it. There is no comma in a name.
 */
export function splitName(text = ''): string[] {
  const [last = '', ...others] = withoutQuotes(text)
    .split(/[,\uff0c\u060c\u3001]/)
    .map((part) => toWords(withoutQuotes(part)).join(' '))
    .filter((part) => part !== '');
  const behind = others.filter((part) => suffix.test(part));
  const given = toWords(others.filter((part) => !suffix.test(part)).join(' '));
  // "Smith, John Jr.": what is behind the first name belongs behind the last.
  const namesEnd = Math.max(1, given.findLastIndex((word) => !suffix.test(word)) + 1);
  const suffixes = [...given.slice(namesEnd), ...behind];
  const names = given.slice(0, namesEnd);
  const [first = '', ...rest] = toWords([last, ...suffixes].join(' '));
  if (names.length === 0) return [first, rest.join(' ')].filter((part) => part !== '');
  // "Beethoven, Ludwig van": the particle belongs to the last name.
  const end = names.findLastIndex((word) => !particles.has(word)) + 1 || names.length;
  return [
    names.slice(0, end).join(' '),
    [...names.slice(end), last, ...suffixes].join(' '),
  ];
}

/** Those around all of it; a nickname keeps its own. */
function withoutQuotes(text: string): string {
  return text
    .trim()
    .replace(
      /^["\u201c-\u201f\u00ab\u00bb]([^"\u201c-\u201f\u00ab\u00bb]*)["\u201c-\u201f\u00ab\u00bb]$/,
      '$1',
    )
    .replace(/^['`\u2018-\u201b](.*)['`\u2018-\u201b]$/, '$1');
}

function toWords(text: string): string[] {
  return text.split(/\s/).filter((word) => word !== '');
}
