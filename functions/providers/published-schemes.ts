import { firstBodySchemes, otherBodySchemes } from './schemes/body-alone.ts';
import { timedSchemes } from './schemes/body-and-time.ts';
import { otherSchemes } from './schemes/other-texts.ts';
import type { PublishedScheme } from './schemes/published-scheme.ts';

/**
 * Schemes that vendors publish, beside those of the presets. They recognise requests; a source
 * that is to use one says it under `verify`.
 */
export const publishedSchemes: PublishedScheme[] = [
  ...firstBodySchemes,
  ...timedSchemes,
  ...otherBodySchemes,
  ...otherSchemes,
];

/** What the schemes of the presets are called, by the preset's name. */
export const presetSchemes: Record<string, Omit<PublishedScheme, 'verify'>> = {
  'hubspot-events': {
    name: 'HubSpot v3',
    page: 'https://developers.hubspot.com/docs/api/webhooks/validating-requests',
  },
  'hubspot-workflow': {
    name: 'HubSpot v2',
    page: 'https://developers.hubspot.com/docs/api/webhooks/validating-requests',
  },
  'standard-webhooks': {
    name: 'Standard Webhooks',
    page: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  },
  typeform: { name: 'Typeform', page: 'https://www.typeform.com/developers/webhooks/' },
};

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
