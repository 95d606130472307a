import type { BodyText } from './body-text.ts';

/** A pair of a form or a query as written, and what it says. */
export interface FormPair {
  written: string;
  name: string;
  value: string;
}

/** The pairs of a form or a query, in their order; empty ones are left out. */
export function readFormPairs({ text, read }: Pick<BodyText, 'text' | 'read'>): FormPair[] {
  return text
    .split('&')
    .filter((written) => written !== '')
    .map((written) => {
      const [[name, value] = ['', '']] = new URLSearchParams(
        read(written).replace(/^\?/, '%3F'),
      );
      return { written, name, value };
    });
}

/** The name that a form gives to the field at a path: `a`, `b` is `a[b]`. */
export function formName([first = '', ...inner]: readonly string[]): string {
  return [first, ...inner.map((step) => `[${step}]`)].join('');
}
