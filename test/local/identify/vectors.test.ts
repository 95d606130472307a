import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { askIdentify } from '../../support/ask-identify.ts';

interface Vector {
  id: string;
  secret: string | null;
  method?: string;
  url?: string;
  headers: Record<string, string>;
  body?: string | null;
  bodyFile?: string;
  publicKey?: string;
}

const fixtures = new URL('../../fixtures/providers/', import.meta.url);
const { vectors } = JSON.parse(
  readFileSync(new URL('signature-vectors.json', fixtures), 'utf8'),
) as { vectors: Vector[] };

/** What each is to be called; `undefined` for those that prove nothing. */
const names: Record<string, string | undefined> = {
  'standard-webhooks-js-sign': 'Standard Webhooks, Svix',
  'standard-webhooks-multi-sig-rotation': 'Standard Webhooks, Svix',
  // Its signature is changed.
  'standard-webhooks-negative-altered-sig': undefined,
  'hubspot-v1-node': 'HubSpot v1',
  'hubspot-v2-get': 'HubSpot, workflow',
  'hubspot-v2-post': 'HubSpot, workflow',
  'hubspot-v3-python': 'HubSpot, app',
  'shopify-sdk-validate': 'Shopify',
  'github-docs-hello-world': 'GitHub, or Meta',
  'github-octokit-1': 'GitHub, or Meta',
  // The example belongs to an older order of the signed text.
  'zendesk-early-docs-current-order': 'like Zendesk',
  'zendesk-early-docs-obsolete-order': 'like Zendesk',
  // The body, and of the other the secret, were not published.
  'close-docs-header-sample': undefined,
  'standard-webhooks-spec-v1-v1a-header-sample': undefined,
  'derived-hubspot-v1': 'HubSpot v1',
  'derived-hubspot-v3': 'HubSpot, app',
  'derived-hubspot-workflow-v2': 'HubSpot, workflow',
  'derived-close': 'Close',
  'derived-attio': 'Attio',
  'derived-intercom': 'Intercom',
  'derived-zendesk': 'Zendesk',
  'derived-typeform': 'Typeform',
  'derived-tally': 'Tally',
  'derived-meta': 'GitHub, or Meta',
  'derived-webflow': 'Webflow forms',
  'derived-shopify': 'Shopify',
  'derived-stripe': 'Stripe',
  'derived-segment-single': 'Segment, single events',
  'derived-formstack': 'Formstack Forms',
  'derived-standard-webhooks': 'Standard Webhooks, Svix',
  'derived-gohighlevel-ed25519': 'like HighLevel (GoHighLevel)',
  'derived-gohighlevel-rsa-legacy': 'like HighLevel (older, RSA)',
  'derived-segment-batch-first-element': 'Segment, single events',
};

function ask({ secret, publicKey, method, url, headers, body, bodyFile }: Vector) {
  return askIdentify(
    {
      method: method ?? 'POST',
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      body:
        bodyFile === undefined
          ? Buffer.from(body ?? '')
          : readFileSync(new URL(bodyFile, fixtures)),
    },
    { key: secret ?? publicKey, url },
  );
}

describe('every vector is identified without a configuration, with its key', () => {
  test('and each is in the list', () => {
    expect(vectors.map(({ id }) => id).sort()).toEqual(Object.keys(names).sort());
  });

  test.each(vectors)('$id', async (vector) => {
    const { fit, candidates } = await ask(vector);

    const { scheme, like } = fit ?? {};
    const near = like === undefined ? undefined : `like ${like.scheme.name}`;
    expect(scheme?.name ?? near).toBe(names[vector.id]);
    expect(fit !== undefined || candidates.length > 0).toBe(true);
  });

  test('a message of Svix is named by its scheme, and by no vendor that signs so', async () => {
    const id = 'standard-webhooks-js-sign';
    const [vector] = vectors.filter((one) => one.id === id);
    const { headers, ...rest } = vector ?? vectors[0] ?? expect.fail();
    const ofSvix = Object.entries(headers).map(([name, value]) => [
      name.toLowerCase().replace('webhook-', 'svix-'),
      value,
    ]);

    const { fit } = await ask({ ...rest, headers: Object.fromEntries(ofSvix) });

    expect(Object.keys(Object.fromEntries(ofSvix))).toContain('svix-signature');
    expect(fit?.scheme?.name).toBe(names[id]);
  });

  test('what signs a part of the body alone is no proof, and that is said', async () => {
    const id = 'derived-segment-batch-first-element';
    const [batch] = vectors.filter((vector) => vector.id === id);

    const { fit } = await ask(batch ?? vectors[0] ?? expect.fail());

    expect(fit?.differences).toEqual([
      { kind: 'body', text: expect.stringContaining('nothing proves the others') },
    ]);
  });
});

describe('without a key', () => {
  test.each([
    'derived-stripe',
    'derived-hubspot-v3',
    'derived-shopify',
    'derived-zendesk',
  ])('%s is only what it could be', async (id) => {
    const [vector] = vectors.filter((each) => each.id === id);

    const { fit, candidates } = await ask({ ...(vector ?? expect.fail()), secret: null });

    expect(fit).toBeUndefined();
    expect(candidates.map(({ name }) => name)).toEqual([names[id]]);
  });
});
