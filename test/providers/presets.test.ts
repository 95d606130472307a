import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkSource } from '../../functions/core/check/check-source.ts';
import { readEvents } from '../../functions/core/receive/read-events.ts';
import { visibleContext } from '../../functions/core/receive/visible-context.ts';
import { signRequest } from '../../functions/core/verify/sign/sign-request.ts';
import { verifyRequest } from '../../functions/core/verify/verify-request.ts';
import { providerOf } from '../../lib/providers/providers.ts';
import { buildSource, receivedAt } from '../support/build-source.ts';

const fixtures = new URL('../fixtures/providers/', import.meta.url);
const payload = (name: string) => readFileSync(new URL(`payloads/${name}`, fixtures));
interface Vector {
  id: string;
  secret: string;
  url?: string;
  headers: Record<string, string>;
}
const { vectors } = JSON.parse(
  readFileSync(new URL('signature-vectors.json', fixtures), 'utf8'),
) as { vectors: Vector[] };

/** Each preset with the body its provider sends, and the vector that signs it. */
const cases = [
  {
    provider: 'typeform',
    file: 'typeform-form_response.json',
    vector: 'derived-typeform',
  },
  {
    provider: 'hubspot-events',
    file: 'hubspot-contact.propertyChange.json',
    vector: 'derived-hubspot-v3',
    events: 3,
  },
  {
    provider: 'hubspot-workflow',
    file: 'hubspot-workflow-webhook.json',
    vector: 'derived-hubspot-workflow-v2',
  },
  {
    provider: 'standard-webhooks',
    file: 'standard-webhooks-contact.updated.json',
    vector: 'derived-standard-webhooks',
  },
];

function signedCase({ provider, file, vector }: (typeof cases)[number]) {
  const { secret, url = '', headers } = vectors.find(({ id }) => id === vector) as Vector;
  const lowerCase = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const source = buildSource({}, providerOf(provider));
  const { 'webhook-timestamp': seconds, 'x-hubspot-request-timestamp': millis } =
    lowerCase;
  const signedAt =
    millis !== undefined
      ? Number(millis)
      : seconds !== undefined
        ? Number(seconds) * 1000
        : receivedAt;
  return {
    source,
    secret,
    signedAt,
    request: { method: 'POST', url, headers: lowerCase, query: {}, body: payload(file) },
  };
}

describe('providers', () => {
  test.each(cases)(
    'G8: $provider is verified as it signs, and not with another key or body',
    (one) => {
      const { source, secret, request, signedAt: now } = signedCase(one);

      expect(verifyRequest(request, source.verify, { current: secret }, now)).toEqual({
        kind: 'verified',
        by: 'current',
      });
      expect(verifyRequest(request, source.verify, { current: 'AAAA' }, now).kind).toBe(
        'refused',
      );
      expect(
        verifyRequest(
          { ...request, body: Buffer.concat([request.body, Buffer.from('\n')]) },
          source.verify,
          { current: secret },
          now,
        ).kind,
      ).toBe('refused');
    },
  );

  test.each(cases)('$provider passes every check on a preset', async ({ provider }) => {
    expect(await checkSource(buildSource({}, providerOf(provider)), ['main'])).toEqual([]);
  });

  test.each(cases)(
    'G3: an event of $provider keeps its id when it is sent again, and has a time',
    async (one) => {
      const { source, request } = signedCase(one);
      const read = async (headers: Record<string, string>, at: number) =>
        readEvents(
          source,
          {
            ...visibleContext({ headers, query: {} }, source),
            body: JSON.parse(request.body.toString()),
            receivedAt: at,
          },
          'pepper',
        );

      const first = await read(request.headers, receivedAt + 60_000);
      const again = await read(
        { ...request.headers, 'x-attempt': '2' },
        receivedAt + 120_000,
      );

      expect(first.events).toHaveLength(one.events ?? 1);
      expect(again.events.map(({ id }) => id)).toEqual(first.events.map(({ id }) => id));
      expect(first.events[0]?.time).toBeGreaterThan(Date.UTC(2025, 0, 1));
      expect(first.events[0]?.unreadable).toBeUndefined();
    },
  );

  test.each(cases)(
    'G10: $provider never shows its signature to an expression or the queue',
    (one) => {
      const { source, request } = signedCase(one);
      const hidden = {
        authorization: 'Bearer x',
        cookie: 'a=b',
        host: 'h',
        'x-forwarded-for': '1.2.3.4',
      };

      const { headers } = visibleContext(
        { headers: { ...request.headers, ...hidden }, query: {} },
        source,
      );

      expect(
        Object.keys(headers).filter(
          (name) => name.includes('signature') || name in hidden,
        ),
      ).toEqual([]);
    },
  );

  test('Svix sends what Standard Webhooks sends, under its own names', async () => {
    const source = buildSource({}, providerOf('standard-webhooks'));
    const body = payload('standard-webhooks-contact.updated.json');
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const base = {
      method: 'POST',
      url: '',
      headers: { 'webhook-id': 'msg_1' },
      query: {},
      body,
    };
    const { headers } = signRequest(base, source.verify, secret, receivedAt);
    const svix = Object.fromEntries(
      Object.entries({ ...base.headers, ...headers }).map(([name, value]) => [
        name.replace('webhook-', 'svix-'),
        value,
      ]),
    );

    const verdict = verifyRequest(
      { ...base, headers: svix },
      source.verify,
      { current: secret },
      receivedAt,
    );
    const { events } = await readEvents(
      source,
      {
        ...visibleContext({ headers: svix, query: {} }, source),
        body: JSON.parse(body.toString()),
        receivedAt,
      },
      'p',
    );

    expect(verdict).toEqual({ kind: 'verified', by: 'current' });
    expect(Object.keys(svix)).toContain('svix-signature');
    expect(events[0]?.idFrom).toBe('sender');
  });

  test('a Typeform event that is no response is filtered out', async () => {
    const source = buildSource({}, providerOf('typeform'));

    expect(
      await readEvents(
        source,
        { body: { event_type: 'ping' }, headers: {}, query: {}, receivedAt },
        'p',
      ),
    ).toMatchObject({
      events: [],
      ignored: 1,
    });
  });

  test('a HubSpot contact without any history is no bad expression', async () => {
    const source = buildSource({}, providerOf('hubspot-workflow'));
    const read = async (body: unknown) =>
      (await readEvents(source, { body, headers: {}, query: {}, receivedAt }, 'p'))
        .events[0];

    for (const body of [
      {},
      { properties: {} },
      { properties: { email: { value: 'a', versions: [] } } },
    ]) {
      expect(await read(body)).toMatchObject({ idFrom: 'content' });
      expect((await read(body))?.unreadable).toBeUndefined();
    }
  });
});
