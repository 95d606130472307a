import { firstBodySchemes, otherBodySchemes } from './schemes/body-alone.ts';
import { timedSchemes } from './schemes/body-and-time.ts';
import { otherSchemes } from './schemes/other-texts.ts';
import type { PublishedScheme } from './schemes/published-scheme.ts';

/**
 * Schemes that vendors publish, beside those of the providers. They recognise requests; a source
 * that is to use one says it under `verify`.
 */
export const publishedSchemes: PublishedScheme[] = [
  ...firstBodySchemes,
  ...timedSchemes,
  ...otherBodySchemes,
  ...otherSchemes,
];

/** Signed texts that occur in the field, beside those of the schemes. */
export const signedContents: string[] = [
  '{body}',
  '{timestamp}.{body}',
  '{timestamp}{body}',
  '{timestamp}:{body}',
  '{body}{timestamp}',
  '{body}.{timestamp}',
  '{method}{url}{body}{timestamp}',
  '{method}{url}{body}',
  '{url}{body}',
  '{body}{url}',
  '{url}',
  '{timestamp}{method}{path}{body}',
  '{method}{path}{body}',
  '{sortedFields}',
  '{secret}{body}',
  '{body}{secret}',
  '{secret}{method}{url}{body}',
];
