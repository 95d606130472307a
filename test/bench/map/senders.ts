import type { SourceInput } from '../../support/build-source.ts';

/** A sender with a map of 14 fields. */
export interface Sender {
  name: string;
  source: SourceInput;
  /** As it is parsed. */
  body: unknown;
}

const ofAnswer = (ref: string, key: string) =>
  `form_response.answers[field.ref="${ref}"].${key}`;

/** Seven of its paths look an answer up by the reference of its question. */
export const typeform: Sender = {
  name: 'Typeform',
  source: {
    defaults: { country: 'US' },
    map: {
      firstName: ofAnswer('first_name', 'text'),
      lastName: ofAnswer('last_name', 'text'),
      email: ofAnswer('email', 'email'),
      cellphone: ofAnswer('phone', 'phone_number'),
      languageCode: ofAnswer('language', 'choice.label'),
      owner: 'form_response.hidden.rep_email',
      customAttributes: {
        'Lead source': '"Typeform " & form_response.form_id',
        Interests: ofAnswer('topics', 'choices.labels'),
        Company: ofAnswer('company', 'text'),
        'Record at CRM': 'form_response.hidden.crm_id',
        Campaign: 'form_response.hidden.utm_campaign',
        Score: 'form_response.calculated.score',
        Landed: 'form_response.landed_at',
        Token: '$string(form_response.token)',
      },
    },
  },
  body: {
    event_id: '01DQ4RFCJ3FYW3TJH5E845ETDD',
    event_type: 'form_response',
    form_response: {
      form_id: 'lT4Z3j',
      token: 'b4a12ec67a1365927098a606107fac16',
      landed_at: '2026-01-01T09:59:00Z',
      submitted_at: '2026-01-01T10:05:00Z',
      hidden: { crm_id: '43', rep_email: 'rep@example.com', utm_campaign: 'Spring' },
      calculated: { score: 12 },
      answers: [
        answer('first_name', 'text', 'John'),
        answer('last_name', 'text', 'Smith'),
        answer('email', 'email', 'john@example.com'),
        answer('phone', 'phone_number', '+12025550123'),
        answer('language', 'choice', { id: 'c2', label: 'English', ref: 'en' }),
        answer('topics', 'choices', {
          ids: ['t1', 't2'],
          labels: ['Product news', 'Events'],
        }),
        answer('company', 'text', 'Example Inc.'),
        answer('newsletter', 'boolean', true),
      ],
    },
  },
};

function answer(ref: string, type: string, value: unknown) {
  return { type, [type]: value, field: { id: `id of ${ref}`, type, ref } };
}

const properties = {
  firstname: 'Ana',
  lastname: 'García',
  email: 'ana@example.com',
  mobilephone: '+34 600 111 222',
  hs_language: 'es',
  hubspot_owner_id: '77',
  company: 'Ejemplo S. L.',
  jobtitle: 'Directora',
  city: 'Madrid',
  zip: '28001',
  country: 'Spain',
  lifecyclestage: 'customer',
  lead_status: 'OPEN',
};

const valueIn = (name: keyof typeof properties) => `properties.${name}.value`;

/** All of its paths are plain. */
export const hubspot: Sender = {
  name: 'HubSpot',
  source: {
    defaults: { country: 'ES', whenEmpty: 'clear' },
    map: {
      firstName: valueIn('firstname'),
      lastName: valueIn('lastname'),
      email: valueIn('email'),
      cellphone: valueIn('mobilephone'),
      languageCode: valueIn('hs_language'),
      owner: valueIn('hubspot_owner_id'),
      customAttributes: {
        Company: valueIn('company'),
        Title: valueIn('jobtitle'),
        City: valueIn('city'),
        'Postal code': valueIn('zip'),
        Country: valueIn('country'),
        Stage: valueIn('lifecyclestage'),
        Status: valueIn('lead_status'),
        'HubSpot record': '$string(vid)',
      },
    },
  },
  body: {
    vid: 3234574,
    'portal-id': 62515,
    'is-contact': true,
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [
        name,
        { value, versions: [{ value, timestamp: 1767261900000, source: 'API' }] },
      ]),
    ),
  },
};
