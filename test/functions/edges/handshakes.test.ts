import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { publicUrl } from '../../support/deployed-receive.ts';
import { hmac, type Sent, startHandshakes } from '../../support/handshakes.ts';

const json = { 'content-type': 'application/json' };
const payloads = join(import.meta.dirname, '../../fixtures/providers/payloads');
const payload = (name: string) => readFileSync(join(payloads, name), 'utf8');
const text = { 'content-type': 'text/plain; charset=utf-8' };

interface Kind {
  yaml: string;
  sent: Sent;
  answer: { status: number; body: unknown; headers?: Record<string, string> };
}

/** What senders of each family do, in the words of their documentation. */
const kinds: Record<string, Kind> = {
  'an unsigned JSON challenge': {
    yaml: 'handshake: {challenge: {field: challenge}, signed: false}',
    sent: { body: payload('monday-challenge.json'), headers: json },
    answer: {
      status: 200,
      body: JSON.parse(payload('monday-challenge.json')),
      headers: json,
    },
  },
  'a signed JSON challenge, known by its type': {
    yaml: 'handshake: {challenge: {field: challenge}, where: {field: {type: url_verification}}}',
    sent: {
      body: '{"token":"t","challenge":"3eZbrw1aBm2rZg","type":"url_verification"}',
      headers: json,
      isSigned: true,
    },
    answer: { status: 200, body: { challenge: '3eZbrw1aBm2rZg' } },
  },
  'a signed JSON challenge answered as text': {
    yaml: `
handshake:
  challenge: {field: challenge}
  where: {header: {Message-Type: callback_verification}}
  answer: {text: '{challenge}'}`,
    sent: {
      body: '{"challenge":"pogchamp-kappa-360","subscription":{"id":"1"}}',
      headers: { ...json, 'message-type': 'callback_verification' },
      isSigned: true,
    },
    answer: { status: 200, body: 'pogchamp-kappa-360', headers: text },
  },
  'a challenge in a list of one': {
    yaml: `
handshake:
  challenge: {field: data.validationCode}
  where: {header: {aeg-event-type: SubscriptionValidation}}
  signed: false
  answer: {json: {validationResponse: '{challenge}'}}`,
    sent: {
      body: '[{"id":"1","data":{"validationCode":"512d38b6-c7b8","validationUrl":"https://x"}}]',
      headers: { ...json, 'aeg-event-type': 'SubscriptionValidation' },
    },
    answer: { status: 200, body: { validationResponse: '512d38b6-c7b8' } },
  },
  'a query echo with a verify token': {
    yaml: `
handshake:
  method: GET
  challenge: {query: hub.challenge}
  where: {query: {hub.mode: subscribe}}
  token: {query: hub.verify_token, key: verify-token}`,
    sent: {
      method: 'GET',
      rawQuery:
        'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=fake-verify-token',
    },
    answer: { status: 200, body: 1158201444, headers: text },
  },
  'a query echo as JSON': {
    yaml: `
handshake:
  method: GET
  challenge: {query: hub.challenge}
  token: {query: hub.verify_token, key: verify-token}
  answer: {json: {hub.challenge: '{challenge}'}}`,
    sent: {
      method: 'GET',
      rawQuery: 'hub.verify_token=fake-token-before&hub.challenge=15f7d1a91c1f40f8',
    },
    answer: { status: 200, body: { 'hub.challenge': '15f7d1a91c1f40f8' }, headers: json },
  },
  'a validation token in the query of a POST': {
    yaml: 'handshake: {challenge: {query: validationToken}, signed: false}',
    sent: {
      rawQuery: 'validationToken=Validation%3a+Testing+client+application+reachability',
      body: '',
    },
    answer: {
      status: 200,
      body: 'Validation: Testing client application reachability',
      headers: text,
    },
  },
  'a challenge in a header, answered as JSON': {
    yaml: `
handshake:
  method: GET
  challenge: {header: X-Verification-Challenge}
  signed: false
  answer: {json: {verification: '{challenge}'}}`,
    sent: { method: 'GET', headers: { 'x-verification-challenge': 'Ph9mJhY-_x1' } },
    answer: { status: 200, body: { verification: 'Ph9mJhY-_x1' } },
  },
  'a header that is sent back': {
    yaml: 'handshake: {challenge: {header: X-Hook-Secret}, signed: false}',
    sent: { body: '{}', headers: { ...json, 'x-hook-secret': 'b537207f20cbfa02' } },
    answer: { status: 200, body: '', headers: { 'x-hook-secret': 'b537207f20cbfa02' } },
  },
  'an origin that asks for permission': {
    yaml: `
handshake:
  method: OPTIONS
  challenge: {header: WebHook-Request-Origin}
  where: {header: {WebHook-Request-Origin: events.example.net}}
  signed: false
  answer:
    headers: {WebHook-Allowed-Origin: '{challenge}', WebHook-Allowed-Rate: '120'}`,
    sent: {
      method: 'OPTIONS',
      headers: { 'webhook-request-origin': 'events.example.net' },
    },
    answer: {
      status: 200,
      body: '',
      headers: {
        'webhook-allowed-origin': 'events.example.net',
        'webhook-allowed-rate': '120',
      },
    },
  },
  'a GET that looks whether somebody is there': {
    yaml: 'handshake: {method: [GET, HEAD], signed: false}',
    sent: { method: 'GET', headers: { 'user-agent': 'Sender' } },
    answer: { status: 200, body: '' },
  },
  'a HEAD that looks whether somebody is there': {
    yaml: 'handshake: {method: [GET, HEAD], signed: false, answer: {text: here}}',
    sent: { method: 'HEAD' },
    answer: { status: 200, body: '' },
  },
  'a challenge code, signed in hex': {
    yaml: `
handshake:
  method: GET
  challenge: {query: challengeCode}
  signed: false
  mac: {algorithm: hmac-sha256, encoding: hex}
  answer:
    json: {challengeCode: '{challenge}', challengeResponse: '{mac}'}`,
    sent: {
      method: 'GET',
      rawQuery: 'challengeCode=890e4665-4dfe-4ab1-b689-ed553bceeed0',
    },
    answer: {
      status: 200,
      body: {
        challengeCode: '890e4665-4dfe-4ab1-b689-ed553bceeed0',
        challengeResponse: hmac(
          'fake-signing-key',
          '890e4665-4dfe-4ab1-b689-ed553bceeed0',
        ),
      },
      headers: json,
    },
  },
  'a plain token in the body, signed on both sides': {
    yaml: `
handshake:
  challenge: {field: payload.plainToken}
  where: {field: {event: endpoint.url_validation}}
  mac: {algorithm: hmac-sha256, encoding: hex}
  answer:
    json: {plainToken: '{challenge}', encryptedToken: '{mac}'}`,
    sent: {
      body: '{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event":"endpoint.url_validation"}',
      headers: json,
      isSigned: true,
    },
    answer: {
      status: 200,
      body: {
        plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
        encryptedToken: hmac('fake-signing-key', 'qgg8vlvZRS6UYooatFL8Aw'),
      },
    },
  },
  'a token whose HMAC is written in Base64 behind a prefix': {
    yaml: `
handshake:
  method: GET
  challenge: {query: crc_token}
  signed: false
  mac: {algorithm: hmac-sha256, encoding: base64, key: challenge-key}
  answer: {json: {response_token: 'sha256={mac}'}}`,
    sent: { method: 'GET', rawQuery: 'crc_token=NjIyMzU4Nzc5MjA4&nonce=1' },
    answer: {
      status: 200,
      body: {
        response_token: `sha256=${hmac('fake-challenge-key', 'NjIyMzU4Nzc5MjA4', 'base64')}`,
      },
    },
  },
  'a challenge that is hashed with a token and the endpoint': {
    yaml: `
handshake:
  method: GET
  challenge: {query: challenge_code}
  signed: false
  mac:
    algorithm: sha256
    encoding: hex
    content: '{challenge}{secret}{endpoint}'
    key: verify-token
  answer: {json: {challengeResponse: '{mac}'}}`,
    sent: { method: 'GET', rawQuery: 'challenge_code=a8628072-3d33-45ee' },
    answer: {
      status: 200,
      body: {
        challengeResponse: createHash('sha256')
          .update(`a8628072-3d33-45eefake-verify-token${publicUrl}/hooks/test-source`)
          .digest('hex'),
      },
    },
  },
  'a code that is right': {
    yaml: `
handshake:
  method: GET
  token: {query: verify, key: verify-token, refusedStatus: 404}
  answer: {status: 204}`,
    sent: { method: 'GET', rawQuery: 'verify=fake-verify-token' },
    answer: { status: 204, body: '' },
  },
  'a code that is wrong, on purpose': {
    yaml: `
handshake:
  method: GET
  token: {query: verify, key: verify-token, refusedStatus: 404}
  answer: {status: 204}`,
    sent: { method: 'GET', rawQuery: 'verify=something-else' },
    answer: { status: 404, body: expect.objectContaining({ error: 'wrong-token' }) },
  },
  'a token in the body, beside the challenge': {
    yaml: `
handshake:
  challenge: {field: challenge}
  where: {field: {type: url_verification}}
  token: {field: token, key: verify-token}`,
    sent: {
      body: '{"challenge":"ajls384k","token":"fake-verify-token","type":"url_verification"}',
      headers: json,
    },
    answer: { status: 200, body: { challenge: 'ajls384k' } },
  },
  'a first message of a channel, known by a header': {
    yaml: 'handshake: {where: {header: {X-Resource-State: sync}}, signed: false}',
    sent: { headers: { 'x-resource-state': 'sync' }, body: '' },
    answer: { status: 200, body: '' },
  },
  'a ping that wants its number back': {
    yaml: 'handshake: {where: {field: {type: 1}}, answer: {json: {type: 1}}}',
    sent: { body: '{"id":"9","type":1}', headers: json, isSigned: true },
    answer: { status: 200, body: { type: 1 } },
  },
};

describe('a handshake is answered by the deployed bundle, and nothing is queued', () => {
  test.each(Object.entries(kinds))('%s', async (_, { yaml, sent, answer }) => {
    const receive = await startHandshakes(yaml);

    const given = await receive.send(sent);

    expect(given).toMatchObject(answer);
    if (given.status < 300)
      expect(given.headers['x-content-type-options']).toBe('nosniff');
    expect(receive.queued()).toEqual([]);
    expect(receive.logs().join()).not.toMatch(/fake-|512d38b6|b537207f|890e4665/);
  });
});
