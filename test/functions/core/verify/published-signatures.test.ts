import { describe, expect, test } from 'vitest';
import { checkVerification } from '../../../../functions/core/check/verification/check-verification.ts';
import type { VerificationInput } from '../../../../functions/core/config/verify-schema.ts';
import { buildSource } from '../../../support/build-source.ts';
import { judgeRequest } from '../../../support/prove.ts';

interface Published {
  name: string;
  verify: VerificationInput;
  form?: boolean;
  url?: string;
  headers: Record<string, string>;
  body: string;
  key?: string;
  /** When it was signed, ms since 1970. */
  at?: number;
  /** Where in the body one bit is flipped: at what is signed. */
  flipAt: number;
}

const twilio: VerificationInput = {
  kind: 'mac',
  algorithm: 'hmac-sha1',
  encoding: 'base64',
  header: 'X-Twilio-Signature',
  signedContent: '{url}{sortedFields}',
};
const item = 'notificationItems.0.NotificationRequestItem';
const adyen = {
  pspReference: '7914073381342284',
  merchantAccountCode: 'TestMerchant',
  merchantReference: 'TestPayment-1407325143704',
  amount: { value: 1130, currency: 'EUR' },
  eventCode: 'AUTHORISATION',
  success: 'true',
  additionalData: { hmacSignature: 'coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0=' },
};
const adyenFields = [
  'pspReference',
  'originalReference|',
  'merchantAccountCode',
  'merchantReference',
  'amount.value',
  'amount.currency',
  'eventCode',
  'success',
];

/** As their documentation or the tests of their libraries have them. */
const published: Published[] = [
  {
    name: 'sorted fields of a form after the URL (twilio-php, RequestValidatorTest)',
    verify: twilio,
    form: true,
    url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
    headers: { 'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' },
    body: 'From=%2B14158675309&Digits=1234&To=%2B18005551212&CallSid=CA1234567890ABCDE&Caller=%2B14158675309',
    key: '12345',
    flipAt: 10,
  },
  {
    name: 'a field that comes again counts once (twilio-php, RequestValidatorTest)',
    verify: twilio,
    form: true,
    url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
    headers: { 'x-twilio-signature': 'IK+Dwps556ElfBT0I3Rgjkr1wJU=' },
    body: 'Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234',
    key: '12345',
    flipAt: 5,
  },
  {
    name: 'a hash of the body in a signed URL (twilio-php, RequestValidatorTest)',
    verify: {
      ...twilio,
      signedContent: 'https://mycompany.com{path}?foo=1&bar=2&bodySHA256={bodySha256}',
    },
    url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
    headers: { 'x-twilio-signature': 'a9nBmqA0ju/hNViExpshrM61xv4=' },
    body: '{"property": "value", "boolean": true}',
    key: '12345',
    flipAt: 3,
  },
  {
    name: 'ECDSA with a key in Base64 (sendgrid-go, eventwebhook_test)',
    verify: {
      kind: 'asymmetric',
      algorithm: 'ecdsa-p256-sha256',
      encoding: 'base64',
      header: 'X-Twilio-Email-Event-Webhook-Signature',
      timestamp: { header: 'X-Twilio-Email-Event-Webhook-Timestamp', unit: 's' },
      signedContent: '{timestamp}{body}',
      publicKeys: [
        'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==',
      ],
    },
    headers: {
      'x-twilio-email-event-webhook-signature':
        'MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=',
      'x-twilio-email-event-webhook-timestamp': '1600112502',
    },
    body: '[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n',
    at: 1_600_112_502_000,
    flipAt: 12,
  },
  {
    name: 'fields in a row, and the signature among them (Adyen, Verify HMAC signatures)',
    verify: {
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'base64',
      keyEncoding: 'hex',
      field: `${item}.additionalData.hmacSignature`,
      signedContent: adyenFields.map((path) => `{field:${item}.${path}}`).join(':'),
      require: '$count(notificationItems) = 1',
    },
    headers: {},
    body: JSON.stringify({
      live: 'false',
      notificationItems: [{ NotificationRequestItem: adyen }],
    }),
    key: '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056',
    flipAt: 70,
  },
];

function requestOf({ url = 'https://h.example/hooks/s', headers, body }: Published) {
  return {
    method: 'POST',
    url,
    headers,
    query: Object.fromEntries(new URL(url).searchParams),
    body: Buffer.from(body),
  };
}

const sourceOf = ({ verify, form }: Published) =>
  buildSource({ verify, body: form ? 'form' : 'json' });
const keysOf = ({ key }: Published) => (key === undefined ? undefined : { current: key });
const timeOf = ({ at = Date.UTC(2026, 0, 1) }: Published) => at;

describe('G8: published signatures, said in the declarative block', () => {
  test.each(published)('$name: accepted', async (one) => {
    const source = sourceOf(one);

    expect(checkVerification(source)).toEqual([]);
    expect(await judgeRequest(source, requestOf(one), keysOf(one), timeOf(one))).toBe(
      'verified',
    );
  });

  test.each(published)(
    '$name: refused with one bit of what is signed flipped',
    async (one) => {
      const request = requestOf(one);
      const body = Buffer.from(request.body);
      body[one.flipAt] = Number(body[one.flipAt]) ^ 1;

      const verdict = await judgeRequest(
        sourceOf(one),
        { ...request, body },
        keysOf(one),
        timeOf(one),
      );

      expect(verdict).toBe('401 wrong-signature');
    },
  );

  test('of several items in one request, each of which has a signature of its own, none counts', async () => {
    const one = published.find(({ verify }) => 'field' in verify) ?? expect.unreachable();
    const forged = { NotificationRequestItem: { ...adyen, pspReference: '1' } };
    const body = JSON.stringify({
      notificationItems: [{ NotificationRequestItem: adyen }, forged],
    });

    const verdict = await judgeRequest(
      sourceOf(one),
      { ...requestOf(one), body: Buffer.from(body) },
      keysOf(one),
      timeOf(one),
    );

    expect(verdict).toBe('401 requirement-not-met');
  });
});
