import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runSample } from '../../functions/core/check/run-sample.ts';
import { sourceSchema } from '../../functions/core/config/source-schema.ts';
import { buildSource, receivedAt } from '../support/build-source.ts';
import { hmac, startHandshakes } from '../support/handshakes.ts';
import { readText } from './pages.ts';

interface Recipe {
  heading: string;
  text: string;
  name: string;
  yaml: string;
}

const recipes: Recipe[] = readText('docs/recipes.md')
  .split(/^## /m)
  .slice(1)
  .flatMap((section) => {
    const [heading = '', ...lines] = section.split('\n');
    const text = lines.join('\n');
    return [
      ...text.matchAll(/```yaml\n(# config\/sources\/([\w-]+)\.yaml\n.*?)```/gs),
    ].map(([, yaml = '', name = '']) => ({ heading, text, name, yaml }));
  });

const recipeOf = (name: string) =>
  recipes.find((recipe) => recipe.name === name) ?? expect.fail(`no recipe ${name}`);

const email = 'lucia.martin@example.com';
const person = {
  firstName: 'Lucía',
  lastName: 'Martín',
  email,
  cellphone: '+34600111222',
};
const names = { first_name: 'Lucía', last_name: 'Martín' };
const name = 'Lucía Martín';
const phone = '+34600111222';

/** What each is believed to be sent, and what that gives. */
const bodies: Record<string, { body: unknown; headers?: Record<string, string> }> = {
  leads: { body: { lead_id: 7, created_at: '2026-01-01T09:00:00Z', name, email, phone } },
  acuity: { body: { appointment_id: 7, ...names, email, phone } },
  airtable: { body: { id: 'rec1', at: '2026-01-01T09:00:00Z', name, email, phone } },
  brevo: {
    body: {
      id: 1,
      event: 'contact_updated',
      email,
      ts: 1767258000,
      content: [{ FIRSTNAME: 'Lucía', LASTNAME: 'Martín', SMS: '34600111222' }],
    },
  },
  'contact-form': {
    body: { 'your-name': name, 'your-email': email, 'your-tel': phone },
  },
  forum: {
    body: { user: { id: 1, name, email } },
    headers: { 'x-discourse-event': 'user_created' },
  },
  'fluent-forms': {
    body: { names, email, phone, __submission: { id: '12', form_id: '3' } },
  },
  freshsales: {
    body: {
      id: 1,
      ...names,
      email,
      mobile_number: phone,
      updated_at: '2026-01-01T09:00:00Z',
    },
  },
  'keap-deletions': {
    body: {
      event_key: 'contact.delete',
      object_type: 'contact',
      object_keys: [{ id: 1, apiUrl: '', timestamp: '2026-01-01T09:00:00Z' }],
    },
  },
  keap: { body: { id: '1', ...names, email, phone } },
  'kit-older': {
    body: { subscriber: { id: 1, first_name: 'Lucía', email_address: email } },
  },
  klaviyo: { body: { id: 'p1', ...names, email, phone_number: phone } },
  linkedin: {
    body: {
      type: 'LEAD_ACTION',
      leadGenFormResponse: 'urn:li:leadGenFormResponse:7',
      leadAction: 'CREATED',
      occurredAt: 1767258000000,
    },
  },
  mailerlite: {
    body: {
      id: '1',
      event: 'subscriber.created',
      email,
      fields: { name: 'Lucía', last_name: 'Martín', phone },
    },
  },
  supabase: {
    body: {
      type: 'INSERT',
      table: 'profiles',
      record: {
        id: 1,
        full_name: name,
        email,
        phone,
        updated_at: '2026-01-01T09:00:00Z',
      },
    },
  },
  tiktok: {
    body: {
      lead_id: '7',
      created_at: '2026-01-01T09:00:00Z',
      name,
      email,
      phone_number: phone,
    },
  },
  'wix-automation': {
    body: {
      data: {
        contactId: 'c1',
        contact: { name: { first: 'Lucía', last: 'Martín' }, email, phone },
      },
    },
  },
};
/** Those whose events do not carry all of a person. */
const less: Record<string, object[]> = {
  forum: [{ firstName: 'Lucía', lastName: 'Martín', email }],
  'kit-older': [{ firstName: 'Lucía', email }],
  'keap-deletions': [{ customAttributes: { 'In Keap': 'deleted' } }],
  linkedin: [{ customAttributes: { 'LinkedIn lead': 'urn:li:leadGenFormResponse:7' } }],
};

describe.each(recipes)(
  'the recipe $name of docs/recipes.md',
  ({ text, yaml, name: own }) => {
    test('says that it is unconfirmed, and is a whole source of 15 to 25 lines', () => {
      expect(text).toContain('*Unconfirmed.*');
      expect(sourceSchema.safeParse(parse(yaml)).error).toBeUndefined();
      expect(yaml.trim().split('\n').length).toBeGreaterThanOrEqual(15);
      expect(yaml.trim().split('\n').length).toBeLessThanOrEqual(25);
    });

    test('gives the person that its sender is believed to send', async () => {
      const source = buildSource(parse(yaml));
      const given = bodies[own] ?? expect.fail(`there is no body for ${own}`);
      const request = { headers: {}, query: {}, receivedAt, ...given };

      expect((await runSample(source, request)).summaries).toEqual(less[own] ?? [person]);
    });
  },
);

test('each is a source of its own name', () => {
  expect(recipes.map((recipe) => recipe.name).sort()).toEqual(Object.keys(bodies).sort());
});

test('the challenge of LinkedIn comes back signed', async () => {
  const { send } = await startHandshakes(recipeOf('linkedin').yaml);
  const challengeCode = '890e4665-4dfe-4ab1-b689-ed553bceeed0';

  const answer = await send({
    method: 'GET',
    rawQuery: `challengeCode=${challengeCode}`,
  });

  expect(answer).toMatchObject({
    status: 200,
    body: { challengeCode, challengeResponse: hmac('fake-signing-key', challengeCode) },
  });
});

test('the secret that Keap hands out comes back, to who has the secret of the URL', async () => {
  const { send } = await startHandshakes(recipeOf('keap-deletions').yaml);

  const headers = { 'x-hook-secret': 'b537207f20cbfa02' };

  const answer = await send({ headers, rawQuery: 'secret=fake-signing-key' });
  const toStranger = await send({ headers });

  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject(headers);
  expect(toStranger.status).toBe(401);
});
