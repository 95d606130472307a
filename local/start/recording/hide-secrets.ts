import { removedValue } from '../../../functions/core/body/removed-value.ts';

/** Takes secrets out of texts, in the forms in which they can stand there. */
export interface Hider {
  /** A secret of less than six characters stays: it stands in half of all texts by chance. */
  hide(text: string): string;
  /** Whether a secret of any length is in the text. */
  isIn(text: string): boolean;
}

/** Blanks around a secret do not count. */
export function hiderOf(secrets: readonly string[]): Hider {
  const texts = secrets.flatMap((secret) => [secret, secret.trim()]);
  const all = texts.filter((text) => text !== '' && text !== removedValue);
  const forms = [...new Set(all.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const long = forms.filter((form) => form.length >= 6);
  const pattern = new RegExp([removedValue, ...long].map(RegExp.escape).join('|'), 'g');
  return {
    hide: (text) => text.replace(pattern, removedValue),
    isIn(text) {
      const rest = text.replaceAll(removedValue, '\n');
      return forms.some((form) => rest.includes(form));
    },
  };
}

/** As it is, in JSON, in JSON in a text, and each of them in a URL or a form. */
function formsOf(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [secret, inJson, JSON.stringify(inJson).slice(1, -1)].flatMap((text) => {
    const inUrl = encodeURIComponent(text.toWellFormed());
    const inForm = new URLSearchParams({ '': text }).toString().slice(1);
    const lower = [inUrl, inForm].map((form) =>
      form.replace(/%../g, (hex) => hex.toLowerCase()),
    );
    return [text, inUrl, inForm, ...lower];
  });
}
