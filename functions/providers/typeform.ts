import type { PresetInput } from '../core/config/source-schema.ts';

/**
 * https://www.typeform.com/developers/webhooks/
 * Signs the body with the secret of the webhook. Waits 30 s. Retries 429, 408, 503 and 423 for ten
 * hours, others about five times; 404 and 410 switch the webhook off. A question that was skipped
 * has no answer in the list.
 */
export const typeform: PresetInput = {
  verify: {
    kind: 'mac',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    header: 'Typeform-Signature',
    format: { kind: 'single', prefix: 'sha256=' },
  },
  body: 'json',
  events: {
    filter: 'event_type = "form_response"',
    type: 'event_type',
    knownTypes: ['form_response', 'form_response_partial'],
    id: ['event_id'],
    time: 'form_response.submitted_at',
  },
  response: { deadlineSeconds: 10 },
};
