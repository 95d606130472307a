import { describe, expect, test } from 'vitest';
import { checkSource } from '../../../../functions/core/check/check-source.ts';
import type { VerificationInput } from '../../../../functions/core/config/verify-schema.ts';
import { buildSource, type SourceInput } from '../../../support/build-source.ts';

const found = async (file: SourceInput) =>
  (await checkSource(buildSource(file), ['main'])).map(
    ({ path, what }) => `${path.join('.')}: ${what}`,
  );

const mac = (
  more: Partial<Extract<VerificationInput, { kind: 'mac' }>> = {},
): VerificationInput => ({
  kind: 'mac',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  header: 'X-Signature',
  ...more,
});

describe('G11: what can be judged without samples', () => {
  test('an empty map is right where events say that contacts were merged', async () => {
    const merge = { when: 'merged', from: 'old', into: 'id' };

    const problems = await found({
      map: {},
      system: 'crm',
      contact: { externalId: 'id', merge },
    });

    expect(problems).toEqual([]);
  });

  test.each([
    [
      'an unknown workspace',
      { workspace: 'mian' },
      'workspace: names the workspace mian, which bridge.yaml does not have',
    ],
    [
      'a country that is none',
      { defaults: { country: 'XX' } },
      'defaults.country: XX is no country',
    ],
    [
      'an empty map',
      { map: {}, contact: { id: 'id' } },
      'map: has no entry, so no event can ever change anything',
    ],
    [
      'a match key the map does not fill',
      { map: { firstName: 'a' } },
      'contact.match.0: matches by email, which the map does not fill',
    ],
    [
      'create without a phone',
      { contact: { match: ['email'], ifNotFound: 'create' } },
      'contact.ifNotFound: creates contacts, but the map has no cellphone, which Bridge needs for that',
    ],
    [
      'a split that is no path',
      { events: { split: 'a[0]' } },
      'events.split: is not a plain path',
    ],
    [
      'a time zone that is none',
      { events: { timeZone: 'Madrid' } },
      'events.timeZone: Madrid is not a time zone',
    ],
    [
      'known types without a type',
      { events: { filter: 'a', knownTypes: ['a'] } },
      'events.knownTypes: does nothing without type',
    ],
    [
      'a type without a filter and known types',
      { events: { type: 'kind' } },
      'events.type: does nothing without knownTypes and filter',
    ],
    [
      'an expression in events.type',
      { events: { filter: 'a', type: 'a-b', knownTypes: ['a'] } },
      'events.type: computes a - b',
    ],
    [
      'an expression in events.id',
      { events: { id: ['id', 'a-b'] } },
      'events.id.1: computes a - b',
    ],
    [
      'an expression in contact.match',
      { contact: { match: [{ email: '$x' }] } },
      'contact.match.0.email: $x does not exist',
    ],
    [
      'an expression for the country',
      { defaults: { country: 'a-b' } },
      'defaults.country: computes a - b',
    ],
    [
      'an expression in from',
      { map: { email: { from: 'a-b' } } },
      'map.email.from: computes a - b',
    ],
    [
      'an expression of an attribute',
      { map: { email: 'e', customAttributes: { 'A.b': 'a-b' } } },
      'map.customAttributes.A.b: computes a - b',
    ],
    [
      'a default that does not fit',
      { map: { email: { from: 'e', default: 'nobody' } } },
      'map.email.default: does not fit email',
    ],
    [
      'a lookup that does not fit',
      { map: { email: 'e', languageCode: { from: 'l', lookup: { fr: 'FR' } } } },
      'map.languageCode.lookup.fr: translates to a value that does not fit languageCode',
    ],
    [
      'a blank in a lookup',
      { map: { email: 'e', firstName: { from: 'l', lookup: { a: ' ' } } } },
      'map.firstName.lookup.a: translates to a value that does not fit firstName',
    ],
    [
      'one attribute twice',
      { map: { email: 'e', customAttributes: { Plan: 'a', 'plan ': 'b' } } },
      'map.customAttributes.plan : is the same attribute as an entry before it',
    ],
    [
      'an owner to be cleared',
      { map: { email: 'e', owner: { from: 'o', whenEmpty: 'clear' } } },
      'map.owner.whenEmpty: an owner cannot be cleared in Bridge',
    ],
    [
      'an owner to be cleared by default',
      { defaults: { whenEmpty: 'clear' }, map: { email: 'e', owner: 'o' } },
      'map.owner: an owner cannot be cleared in Bridge',
    ],
    [
      'a number for a contact that has none yet',
      { map: { cellphone: { from: 'p', default: '+34600111222' }, email: 'e' } },
      'map.cellphone.default: can never be written: a contact is created by a number of the event',
    ],
    ...['first & " " & last', '[first, last]'].map((from) => [
      `${from}, which erases the field when there is neither (G9)`,
      { map: { email: 'e', firstName: { from, whenEmpty: 'clear' } } },
      'map.firstName.from: is empty when all its parts are missing, and whenEmpty: clear then erases the field',
    ]),
    [
      'ids of a system without a name',
      { contact: { externalId: 'id' } },
      'contact.externalId: is about ids of a system that has no name',
    ],
    [
      'a system without ids',
      { system: 'crm' },
      'system: names a system, but no id of it is read',
    ],
    [
      'a merge of a system without a name',
      { contact: { match: ['email'], merge: { when: 'a', from: 'b', into: 'c' } } },
      'contact.merge: is about ids of a system that has no name',
    ],
    [
      'a mistake in a merge',
      {
        system: 'crm',
        contact: { externalId: 'id', merge: { when: 'a', from: 'b-c', into: 'c' } },
      },
      'contact.merge.from: computes b - c',
    ],
    [
      'deleted contacts created where none are created',
      { system: 'crm', contact: { externalId: 'id', ifDeleted: 'create' } },
      'contact.ifDeleted: creates contacts again that were deleted, but ifNotFound creates none',
    ],
  ] as [string, SourceInput, string][])('%s is found', async (_, file, problem) => {
    expect(await found(file)).toEqual([problem]);
  });

  test.each([
    ['a country as an expression', { defaults: { country: 'address.country' } }],
    [
      'a match key with an expression of its own',
      { map: { firstName: 'a' }, contact: { match: [{ email: 'data.old' }] } },
    ],
    [
      'create with a phone',
      {
        map: { cellphone: 'p' },
        contact: { match: ['cellphone'], ifNotFound: ['create', 'park'] },
      },
    ],
    ['a split with unusual names', { events: { split: 'data.`form-fields`' } }],
    [
      'a default and a lookup that fit',
      { map: { email: { from: 'e', lookup: { a: 'a@b.co' }, default: 'c@d.co' } } },
    ],
    [
      'a join that cannot be blank',
      {
        defaults: { whenEmpty: 'clear' },
        map: { firstName: '"Form " & name', email: 'e' },
      },
    ],
    [
      'a join of nothing where empty is skipped',
      { map: { firstName: 'a & " " & b', email: 'e' } },
    ],
    [
      'an owner that is not cleared',
      {
        defaults: { whenEmpty: 'clear' },
        map: { email: 'e', owner: { from: 'o', whenEmpty: 'skip' } },
      },
    ],
    ['ids of a system with a name', { system: 'crm', contact: { externalId: 'id' } }],
    [
      'one attribute as the whole map',
      { map: { customAttributes: { Plan: 'p' } }, contact: { id: 'id' } },
    ],
  ] as [string, SourceInput][])('%s is let pass', async (_, file) => {
    expect(await found(file)).toEqual([]);
  });
});

describe('G8: a verification that verifies nothing is found', () => {
  test.each([
    [
      'the body left out',
      mac({ signedContent: '{method}{url}' }),
      'verify.signedContent: leaves the body out, so anyone could change it',
    ],
    [
      'a hash without a key',
      mac({ algorithm: 'sha256' }),
      'verify.signedContent: is hashed without a key, so anyone could sign',
    ],
    [
      'a new line in single quotes, which is none',
      mac({ signedContent: '{method}\\n{body}' }),
      'verify.signedContent: has a backslash and a letter, and no new line or tab',
    ],
    [
      'a placeholder that does not exist',
      mac({ signedContent: '{Body}{body}' }),
      'verify.signedContent: {Body} does not exist',
    ],
    [
      'a time that stands nowhere',
      mac({ signedContent: '{timestamp}{body}' }),
      'verify.signedContent: signs a {timestamp}, but nothing says where it stands',
    ],
    [
      'a pair where there are no pairs',
      mac({ timestamp: { pair: 't', unit: 's' }, signedContent: '{timestamp}{body}' }),
      'verify.timestamp: does not say where the time stands',
    ],
    [
      'a time that nobody signed',
      mac({ timestamp: { header: 'x-time', unit: 's' } }),
      'verify.signedContent: leaves out the time, so anyone could send an old request again with a new time',
    ],
    [
      'a secret nobody knows where',
      { kind: 'sharedSecret', in: 'query' },
      'verify: says in: query, but not which',
    ],
    ['a broken requirement', mac({ require: 'a-b' }), 'verify.require: computes a - b'],
    [
      'a broken place in the body',
      { kind: 'sharedSecret', in: 'body', name: 'a-b' },
      'verify.name: is not a plain path',
    ],
  ] as [string, VerificationInput, string][])('%s', async (_, verify, problem) => {
    expect(await found({ verify })).toEqual([problem]);
  });

  test.each([
    ['a keyed hash', mac({ algorithm: 'sha256', signedContent: '{secret}{body}' })],
    [
      'a time in pairs',
      mac({
        format: { kind: 'pairs', signature: 'v1' },
        timestamp: { pair: 't', unit: 's' },
        signedContent: '{timestamp}.{body}',
      }),
    ],
    ['the password of HTTP Basic', { kind: 'sharedSecret', in: 'basic' }],
    [
      'an open source that says why',
      { kind: 'none', because: 'reachable from the office only' },
    ],
  ] as [string, VerificationInput][])('%s is let pass', async (_, verify) => {
    expect(await found({ verify })).toEqual([]);
  });
});
