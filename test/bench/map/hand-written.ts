import {
  convertTexts,
  readResult,
  type Target,
} from '../../../functions/core/map/convert-value.ts';
import type { FieldValue, Patch } from '../../../functions/core/map/patch.ts';

interface Answer {
  field: { ref: string };
  text?: string;
  email?: string;
  phone_number?: string;
  choice?: { label: string };
  choices?: { labels: string[] };
}

interface TypeformBody {
  form_response: {
    form_id: string;
    token: string;
    landed_at: string;
    hidden?: { crm_id?: string; rep_email?: string; utm_campaign?: string };
    calculated?: { score?: number };
    answers: Answer[];
  };
}

/** What somebody would write for this one form, with the product's conversions. */
export function mapTypeform(body: unknown): Patch {
  const { form_response: response } = body as TypeformBody;
  const answerTo = (ref: string) =>
    response.answers.find(({ field }) => field.ref === ref);
  const field = (value: unknown, target: Target) => convert(value, target, 'US');
  return {
    firstName: field(answerTo('first_name')?.text, 'text'),
    lastName: field(answerTo('last_name')?.text, 'text'),
    email: field(answerTo('email')?.email, 'email'),
    cellphone: field(answerTo('phone')?.phone_number, 'cellphone'),
    languageCode: field(answerTo('language')?.choice?.label, 'languageCode'),
    owner: field(response.hidden?.rep_email, 'owner'),
    customAttributes: {
      'Lead source': field(`Typeform ${response.form_id}`, 'attribute'),
      Interests: field(answerTo('topics')?.choices?.labels, 'attribute'),
      Company: field(answerTo('company')?.text, 'attribute'),
      'Record at CRM': field(response.hidden?.crm_id, 'attribute'),
      Campaign: field(response.hidden?.utm_campaign, 'attribute'),
      Score: field(response.calculated?.score, 'attribute'),
      Landed: field(response.landed_at, 'attribute'),
      Token: field(response.token, 'attribute'),
    },
  };
}

interface HubspotBody {
  vid: number;
  properties: Record<string, { value: string } | undefined>;
}

/** What somebody would write for these properties, with the product's conversions. */
export function mapHubspot(body: unknown): Patch {
  const { vid, properties } = body as HubspotBody;
  const field = (value: unknown, target: Target) => convert(value, target, 'ES');
  return {
    firstName: field(properties.firstname?.value, 'text'),
    lastName: field(properties.lastname?.value, 'text'),
    email: field(properties.email?.value, 'email'),
    cellphone: field(properties.mobilephone?.value, 'cellphone'),
    languageCode: field(properties.hs_language?.value, 'languageCode'),
    owner: field(properties.hubspot_owner_id?.value, 'owner'),
    customAttributes: {
      Company: field(properties.company?.value, 'attribute'),
      Title: field(properties.jobtitle?.value, 'attribute'),
      City: field(properties.city?.value, 'attribute'),
      'Postal code': field(properties.zip?.value, 'attribute'),
      Country: field(properties.country?.value, 'attribute'),
      Stage: field(properties.lifecyclestage?.value, 'attribute'),
      Status: field(properties.lead_status?.value, 'attribute'),
      'HubSpot record': field(String(vid), 'attribute'),
    },
  };
}

/** Every field of the two senders has a value that fits. */
export function convert(
  value: unknown,
  target: Target,
  country: string | undefined,
): FieldValue {
  const reading = readResult(value);
  if (reading.kind !== 'texts') return null;
  const converted = convertTexts(reading.texts, target, country);
  return converted.kind === 'value' ? converted.value : null;
}
