import { type Preset, presetSchema } from '../core/config/source-schema.ts';
import { hubspotEvents } from './hubspot-events.ts';
import { hubspotWorkflow } from './hubspot-workflow.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { typeform } from './typeform.ts';

/**
 * The kinds of sender this project knows, by the name that stands under `provider:` in a source.
 */
export const presets: Record<string, Preset> = {
  'hubspot-events': presetSchema.parse(hubspotEvents),
  'hubspot-workflow': presetSchema.parse(hubspotWorkflow),
  'standard-webhooks': presetSchema.parse(standardWebhooks),
  typeform: presetSchema.parse(typeform),
};
