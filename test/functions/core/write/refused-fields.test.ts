import { describe, expect, test } from 'vitest';
import { receivedAt } from '../../../support/build-source.ts';
import { type OneResult, startSending } from './sending.ts';

const stranger = { identifier: 'stranger@example.com', identifierType: 'EMAIL' as const };
const owners = [{ id: 'u-1', email: 'rep@example.com' }];
const plan = 'customAttributes.Plan' as const;
const note = 'customAttributes.Note' as const;

/** Refuses every PATCH with this in it, in these words. */
function refusing(
  run: ReturnType<typeof startSending>,
  part: string,
  words: unknown,
): void {
  run.bridge.refuse((body) => JSON.stringify(body).includes(part), words);
}

function refusalOf(result: OneResult) {
  if (result.kind !== 'failed') return result.kind;
  const { failure, sent } = result;
  return { reason: failure.reason, detail: failure.detail, sent };
}

describe('where Bridge refuses one field of an event, the others arrive', () => {
  test.each([
    ['422', 'refused', 'owner: PATCH contact: status 422', ['patch', 'patch']],
    [
      '404',
      'notFound',
      'owner: PATCH contact: status 404',
      ['patch', 'get', 'patch', 'patch'],
    ],
  ] as const)(
    'an owner nobody knows, answered %s',
    async (_, unknownOwner, detail, calls) => {
      const run = startSending(
        { firstName: 'Ana' },
        { bridge: { owners, unknownOwner }, behaviour: { unknownOwner: 'refused' } },
      );

      const result = await run.sendOne({
        owner: stranger,
        firstName: 'B',
        lastName: 'Gil',
      });

      expect(refusalOf(result)).toEqual({
        reason: 'refused',
        detail,
        sent: ['firstName', 'lastName'],
      });
      expect(run.now()).toMatchObject({ firstName: 'B', lastName: 'Gil' });
      expect(run.calls()).toEqual(calls);
      expect(run.clocks()).toEqual(['firstName', 'lastName']);
      expect(run.contact('ana')).toMatchObject({ token: undefined, doubts: [] });
    },
  );

  test('an email that somebody else has, and Bridge’s answer is kept', async () => {
    const run = startSending({});
    refusing(run, 'taken@example.com', { detail: 'Another contact has this email' });

    const result = await run.sendOne({ email: 'taken@example.com', lastName: 'Gil' });

    expect(refusalOf(result)).toMatchObject({ sent: ['lastName'] });
    expect(result).toMatchObject({
      failure: { answer: '{"detail":"Another contact has this email"}' },
    });
  });

  test('an attribute, named by its place in the list that went along whole', async () => {
    const run = startSending(
      {
        customAttributes: [
          { key: 'Note', values: ['n'] },
          { key: 'Plan', values: ['Pro'] },
        ],
      },
      { bridge: { emptyAttribute: 'refused' } },
    );

    const result = await run.sendOne({ [plan]: null, [note]: 'new', lastName: 'Gil' });

    expect(refusalOf(result)).toMatchObject({ sent: [note, 'lastName'] });
    expect([run.texts('Plan'), run.texts('Note')]).toEqual([['Pro'], ['new']]);
    expect(run.calls()).toEqual(['get', 'patch', 'patch']);
  });

  test('two fields at once', async () => {
    const run = startSending({ firstName: 'Ana' }, { bridge: { nulls: 'refused' } });

    const result = await run.sendOne({
      firstName: null,
      lastName: null,
      email: 'a@x.io',
    });

    expect(refusalOf(result)).toMatchObject({
      detail: 'firstName, lastName: PATCH contact: status 422',
      sent: ['email'],
    });
  });

  test('and what could not be cleared is said beside it', async () => {
    const run = startSending(
      { firstName: 'Ana' },
      {
        bridge: { owners, unknownOwner: 'refused', nulls: 'ignored' },
        behaviour: { unknownOwner: 'refused' },
      },
    );

    const result = await run.sendOne({
      owner: stranger,
      firstName: null,
      lastName: 'Gil',
    });

    expect(refusalOf(result)).toMatchObject({
      detail: 'owner: PATCH contact: status 422; not applied: firstName',
      sent: ['lastName'],
    });
  });
});

describe('which field Bridge’s answer names', () => {
  const fields = {
    firstName: 'Owner',
    lastName: 'Gil',
    email: 'phone@example.com',
    cellphone: '+34600000000',
    languageCode: 'ES',
    owner: stranger,
    [plan]: 'Gold',
  };

  test.each<[string, string, unknown]>([
    ['firstName', 'Owner', { errors: { firstName: ['is not a name'] } }],
    [
      'firstName',
      'Owner',
      { code: 'BRIDGE_CONTACT_0001', message: 'Invalid first name.' },
    ],
    ['lastName', 'Gil', [{ field: 'last_name', value: 'Gil' }]],
    ['email', 'phone@', 'phone@example.com is not an e-mail address'],
    ['email', 'phone@', '<html><body>The <b>email</b> is not valid</body></html>'],
    ['cellphone', '+346', { message: 'The phone number +34600000000 is taken' }],
    ['languageCode', 'ES', { path: 'body.languageCode' }],
    ['owner', 'stranger', 'Owner not found'],
    [plan, 'Gold', { message: 'unknown value for attribute "Plan"' }],
    [plan, 'Gold', { path: 'customAttributes.openAttributes[0].content' }],
    [
      'email',
      'phone@',
      {
        detail: [
          {
            loc: ['body', 'email'],
            msg: 'owner, language and last name are fine',
            input: 'phone@example.com',
          },
        ],
      },
    ],
    [
      'email',
      'phone@',
      '{"detail" : [{"loc" : ["body", "email"], "msg" : "the owner is fine"}]}',
    ],
    [
      'cellphone',
      '+346',
      { detail: [{ loc: ['body'], msg: 'Value error, cellphone is not valid' }] },
    ],
    [
      'cellphone',
      '+346',
      { detail: [{ loc: ['body', 'contact'], msg: 'bad mobile number' }] },
    ],
    ['cellphone', '+346', '+34600000000 is not valid'],
    ['lastName', 'Gil', { detail: [{ loc: ['body'], msg: 'refused', input: 'Gil' }] }],
    ['lastName', 'Gil', { error: { surname: 'too short' } }],
    ['owner', 'stranger', { message: 'nobody is stranger@example.com' }],
  ])('%s, which is %s: %j', async (guilty, part, words) => {
    const run = startSending({});
    refusing(run, part, words);

    const result = await run.sendOne(fields);

    const others = Object.keys(fields).filter((field) => field !== guilty);
    expect(refusalOf(result)).toMatchObject({
      detail: `${guilty}: PATCH contact: status 422`,
      sent: others,
    });
  });

  test.each<[string, unknown, string?]>([
    ['nothing', ''],
    ['null', null],
    ['no field', { message: 'not acceptable' }],
    ['all of them', { message: 'firstName, lastName or email' }],
    ['what both have', { message: 'Email is not acceptable' }, 'Email'],
    ['a field that was not sent', { detail: [{ loc: ['body', 'owner'] }] }],
  ])(
    '%s: then nothing is guessed, and nothing is sent',
    async (_, words, lastName = 'Gil') => {
      const run = startSending({ firstName: 'Ana' });
      refusing(run, 'Email', words);

      const result = await run.sendOne({ firstName: 'Email', lastName });

      expect(refusalOf(result)).toEqual({
        reason: 'refused',
        detail: 'PATCH contact: status 422',
        sent: [],
      });
      expect(run.calls()).toEqual(['patch']);
      expect(run.clocks()).toEqual([]);
    },
  );

  test('the wrong one: one more call, and then the event is refused as a whole', async () => {
    const run = startSending({ firstName: 'Ana' });
    refusing(run, 'Bad', { message: 'something about the email' });

    const result = await run.sendOne({
      firstName: 'Bad',
      lastName: 'Gil',
      email: 'a@x.io',
    });

    expect(refusalOf(result)).toMatchObject({
      detail: 'PATCH contact: status 422',
      sent: [],
    });
    expect(run.calls()).toEqual(['patch', 'patch']);
    expect(run.clocks()).toEqual([]);
  });

  test('the wrong one of several attributes: their list is read once more, not twice', async () => {
    const run = startSending({}, { bridge: { attributeList: 'merges' } });
    await run.sendOne({ [plan]: 'Pro' });
    const listed = () =>
      run.bridge.calls.filter(({ kind }) => kind === 'attributes').length;
    const before = listed();
    refusing(run, 'Bad', { message: 'attribute Plan' });
    run.wait(61);

    await run.sendOne({ [plan]: 'Gold', [note]: 'Bad' }, { id: 'f', at: receivedAt + 1 });

    expect(listed() - before).toBe(1);
  });
});

describe('G4 the clocks of an event of which one field was refused', () => {
  function start() {
    const run = startSending({ firstName: 'Ana' });
    refusing(run, 'Bad', { message: 'the email' });
    return run;
  }
  const bad = { email: 'Bad@x.io', lastName: 'Gil' };

  test('do not move for that field: what is older may be written there, and nowhere else', async () => {
    const run = start();
    await run.sendOne(bad);

    const older = { id: 'older', at: receivedAt - 1 };
    const result = await run.sendOne({ email: 'old@x.io', lastName: 'Old' }, older);

    expect(result).toEqual({ kind: 'delivered', sent: ['email'], stale: ['lastName'] });
    expect(run.now()).toMatchObject({ email: 'old@x.io', lastName: 'Gil' });
  });

  test('let a replay write what was refused, and nothing over what came since', async () => {
    const run = start();
    await run.sendOne(bad);
    await run.sendOne({ lastName: 'New' }, { id: 'newer', at: receivedAt + 1 });

    const mended = { email: 'good@x.io', lastName: 'Gil' };
    const result = await run.sendOne(mended, { replay: true });

    expect(result).toEqual({ kind: 'delivered', sent: ['email'], stale: ['lastName'] });
    expect(run.now()).toMatchObject({ email: 'good@x.io', lastName: 'New' });
  });

  test('keep a replay from writing over a newer value of the field itself', async () => {
    const run = start();
    await run.sendOne(bad);
    await run.sendOne({ email: 'new@x.io' }, { id: 'newer', at: receivedAt + 1 });

    await run.sendOne({ email: 'good@x.io', lastName: 'Gil' }, { replay: true });

    expect(run.now()).toMatchObject({ email: 'new@x.io', lastName: 'Gil' });
  });

  test('after a death between the two: what arrived counts as sent, and only the field is tried', async () => {
    const run = start();
    await run.sendOne(bad);

    const again = await run.sendOne(bad);

    expect(refusalOf(again)).toMatchObject({ reason: 'refused', sent: ['lastName'] });
    expect(run.bridge.patches().slice(2)).toEqual([{ email: 'Bad@x.io' }]);
  });

  test('leave a doubt for the rest alone if its answer is lost, and none for the field', async () => {
    const run = startSending({ firstName: 'Ana' });
    const isBad = (body: object) => 'email' in body;
    run.bridge.refuse(
      (body) => {
        if (isBad(body))
          run.bridge.fault('patch', { kind: 'ambiguous', code: 'ECONNRESET' });
        return isBad(body);
      },
      { message: 'the email' },
    );

    await expect(run.sendOne(bad)).rejects.toMatchObject({ reason: 'ambiguous' });

    expect(run.contact('ana')?.doubts.map(({ field }) => field)).toEqual(['lastName']);
    expect(run.clocks()).toEqual([]);
  });
});

test('G5 a pack is sent apart before anybody asks for a field: an older value may be written', async () => {
  const run = startSending({});
  refusing(run, 'bad@', { message: 'the email' });

  const result = await run.send({
    older: { at: receivedAt - 1, fields: { email: 'old@x.io' } },
    newer: { fields: { email: 'bad@x.io', lastName: 'Gil' } },
  });

  expect(result).toEqual({ kind: 'refused' });
  expect(run.calls()).toEqual(['patch']);
});
