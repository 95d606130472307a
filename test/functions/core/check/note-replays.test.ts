import { expect, test } from 'vitest';
import { noteReplays } from '../../../../functions/core/check/verification/note-weak-proof.ts';
import type { VerificationInput } from '../../../../functions/core/config/verify-schema.ts';
import { providerOf } from '../../../../lib/providers/providers.ts';
import { buildSource, type SourceInput } from '../../../support/build-source.ts';

type Mac = Extract<VerificationInput, { kind: 'mac' }>;
const mac = (more: Partial<Mac> = {}): Mac => ({
  kind: 'mac',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  header: 'X-Signature',
  ...more,
});
const timed = (toleranceSeconds: number) =>
  mac({
    timestamp: { header: 'X-Time', unit: 's', toleranceSeconds },
    signedContent: '{timestamp}{body}',
  });
const inHeader: VerificationInput = {
  kind: 'sharedSecret',
  in: 'header',
  name: 'X-Token',
};
const id = (...expressions: string[]): SourceInput => ({ events: { id: expressions } });

test.each<[string, VerificationInput, SourceInput]>([
  ['nothing but the body is known', mac(), {}],
  ['a secret is repeated', inHeader, {}],
  ['the time may be old', timed(601), {}],
  ['the time is that of receipt', mac(), { events: { time: '$now()' } }],
  ['the id is new each time', mac(), id('$string($receivedAt)')],
  ['the id stands in a header that is not signed', mac(), id('$headers.`x-id`')],
  ['a part of the id does', mac(), id('a', '$headers.xid')],
  ['which header, nobody can see', mac(), id('$lookup($headers, "x")')],
  [
    'the time stands in the URL, which is not signed',
    mac(),
    { events: { time: '$query.t' } },
  ],
  [
    'the id can be changed, whatever the time',
    mac(),
    { events: { id: ['$headers.xid'], time: 'time' } },
  ],
])('a captured request can be sent again where %s', (_, verify, more) => {
  expect(noteReplays(buildSource({ verify, ...more }))).toMatchObject([
    { what: expect.stringContaining('sent again after ten minutes') },
  ]);
});

test.each<[string, VerificationInput, SourceInput]>([
  ['anybody can send anything', { kind: 'none', because: 'a test, nobody calls it' }, {}],
  ['the time of signing is checked', timed(300), {}],
  ['there is an id', mac(), id('id')],
  ['there is a time', mac(), { events: { time: 'at' } }],
  [
    'the header with the id is signed',
    mac({ signedContent: '{header:X-Id|Y}.{body}' }),
    id('$headers.`x-id`'),
  ],
  ['the URL is signed', mac({ signedContent: '{url}{body}' }), id('$query.id')],
])('there is nothing to say where %s', (_, verify, more) => {
  expect(noteReplays(buildSource({ verify, ...more }))).toEqual([]);
});

test.each(['hubspot-events', 'hubspot-workflow', 'standard-webhooks', 'typeform'])(
  'there is nothing to say of the preset %s, which signs what an event is known by',
  (name) => {
    expect(noteReplays(buildSource({}, providerOf(name)))).toEqual([]);
  },
);
