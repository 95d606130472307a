import { describe, expect, test } from 'vitest';
import { checkSamples } from '../../../../functions/core/check/check-samples.ts';
import { findMissingOperands } from '../../../../functions/core/check/expressions/missing-operands.ts';
import {
  buildSource,
  receivedAt,
  type SourceInput,
  scopeFor,
} from '../../../support/build-source.ts';

const sample = (body: unknown, expected?: unknown, name = 'case') => ({
  name,
  expected,
  request: { body, headers: {}, query: {}, receivedAt },
});
const email = 'ana@example.com';

async function check(file: SourceInput, ...samples: ReturnType<typeof sample>[]) {
  const {
    passed,
    samples: ofSamples,
    source,
  } = await checkSamples(buildSource(file), samples);
  const ofSource = source.map(
    ({ path, position, what }) =>
      `${path.join('.')}${position === undefined ? '' : `@${position}`}: ${what}`,
  );
  return {
    passed,
    problems: [
      ...ofSamples.map((problem) => `${problem.sample}: ${problem.what}`),
      ...ofSource,
    ],
  };
}

describe('G11: samples are the tests of a map', () => {
  test('one that gives what is expected passes, whatever the order of its keys', async () => {
    const map = { email: 'email', firstName: 'first' };

    expect(
      await check({ map }, sample({ email, first: 'Ana' }, { firstName: 'Ana', email })),
    ).toEqual({ passed: 1, problems: [] });
  });

  test('an entry that never has a value is reported although fullName fills in for it', async () => {
    const map = {
      email: 'email',
      fullName: 'name',
      firstName: 'frist',
      lastName: 'last',
    };
    const patch = { email, firstName: 'Ana', lastName: 'Gil' };

    expect(
      await check({ map }, sample({ email, name: 'Ana Gil', last: null }, patch)),
    ).toEqual({
      passed: 1,
      problems: ['map.firstName: no sample has a value for firstName'],
    });
  });

  test('a value that ?? loses in a sample is reported, with what to write', async () => {
    const map = {
      email: 'email',
      firstName: 'nick ?? first & "!"',
      lastName: 'last ?? other',
    };
    const event = { email, nick: '', first: 'Ana', last: null, other: 'Gil' };
    const samples = [sample(event, { email })];

    const report = await checkSamples(buildSource({ map }), samples);

    expect(report.source.map(({ path, cure }) => [path.join('.'), cure])).toEqual([
      ['map.firstName', 'write $first(nick, first & "!")'],
      ['map.lastName', 'write $first(last, other)'],
    ]);
    expect(
      await check({ map: { email: 'email ?? null' } }, sample({ email }, { email })),
    ).toEqual({ passed: 1, problems: [] });
  });

  test('one that no longer matches names the fields that differ, and shows what it gives now', async () => {
    const map = { email: 'email', firstName: 'first' };
    const samples = [sample({ email, first: 'Ana' }, { email, firstName: 'Eva' })];

    const report = await checkSamples(buildSource({ map }), samples);

    expect(report.samples).toEqual([
      {
        sample: 'case',
        what: 'no longer gives what case.expected.json says (different: firstName)',
        cure: expect.stringContaining(`"firstName": "Ana"`) as string,
      },
    ]);
    expect(report.passed).toBe(0);
  });

  test('a missing expected file shows what to save', async () => {
    const report = await checkSamples(buildSource(), [sample({ email })]);

    expect(report.samples).toMatchObject([
      {
        what: 'has no expected file',
        cure: expect.stringContaining(`"email": "${email}"`) as string,
      },
    ]);
  });

  test('G3: events of one request with one id are reported, equal ones are not', async () => {
    const file: SourceInput = { events: { split: 'items', id: ['request', 'item'] } };
    const items = (...emails: string[]) => ({
      items: emails.map((address) => ({ request: 7, item: 1, email: address })),
    });
    const patches = (...emails: string[]) => emails.map((address) => ({ email: address }));
    const [first, second] = [email, 'bea@example.com'];

    const { problems } = await check(
      file,
      sample(items(first, second), patches(first, second), 'two'),
      sample(items(first, first), patches(first, first), 'same'),
    );

    expect(problems).toEqual([
      'events.id: events 1 and 2 of the sample two have the same id: request, item',
    ]);
  });

  test('a source without samples is not trusted', async () => {
    expect((await check({})).problems).toEqual([
      ': has no sample, so nothing shows that its map works',
    ]);
  });

  test('a null that is expected is not the same as nothing, nor is an empty patch', async () => {
    const file: SourceInput = {
      defaults: { whenEmpty: 'clear' },
      map: { email: 'email', firstName: 'first' },
    };

    expect(
      (await check(file, sample({ email, first: '' }, { email, firstName: null })))
        .problems,
    ).toEqual([]);
    expect(
      (await check(file, sample({ email, first: '' }, { email }))).problems,
    ).toHaveLength(1);
  });

  test('ignored, parked and batches are expected in their own words', async () => {
    const file: SourceInput = {
      events: { split: '$', filter: 'keep' },
      map: { email: 'email' },
    };
    const body = [
      { keep: true, email },
      { keep: true, email: 'none' },
      { keep: true },
      { keep: false },
    ];
    const expected = [
      { email },
      { parked: 'invalid-value', detail: 'email: not-an-email' },
      { ignored: 'nothing-to-send' },
      { ignored: 'filter' },
    ];

    expect(await check(file, sample(body, expected))).toEqual({
      passed: 1,
      problems: [],
    });
  });

  test('a list that is missing and a transform that fails are parked in a sample too', async () => {
    const noList = await check(
      { events: { split: 'events' } },
      sample({}, { parked: 'unexpected-shape', detail: 'events.split: events' }),
    );
    const failing = await check(
      { events: { transform: '$number(x)' } },
      sample({ x: 'a' }, expect.anything()),
    );

    expect(noList.passed).toBe(1);
    expect(failing.problems[0]).toContain('different: parked, detail');
  });
});

describe('G11: what only samples bring to light', () => {
  test('an entry that no sample resolves is found; one that some sample empties is not', async () => {
    const map = {
      email: 'email',
      firstName: 'frist',
      customAttributes: { Plan: 'plna', Note: 'note' },
    };

    const { problems } = await check({ map }, sample({ email, note: '' }, { email }));

    expect(problems).toEqual([
      'map.firstName: no sample has a value for firstName',
      'map.customAttributes.Plan: no sample has a value for customAttributes.Plan',
    ]);
  });

  test('one of several samples is enough', async () => {
    const map = { email: 'email', firstName: 'first' };

    const { problems } = await check(
      { map },
      sample({ email }, { email }, 'a'),
      sample({ email, first: 'A' }, { email, firstName: 'A' }, 'b'),
    );

    expect(problems).toEqual([]);
  });

  test('a source whose samples produce no patch is found, a filter that lets one through is not', async () => {
    const never: SourceInput = { events: { filter: 'type = "x"' } };

    expect(
      (await check(never, sample({ type: 'y', email }, { ignored: 'filter' }))).problems,
    ).toContain('map: gives no patch for any sample');
    expect((await check(never, sample({ type: 'x', email }, { email }))).problems).toEqual(
      [],
    );
  });

  test('a source that reports merges and maps nothing needs no patch', async () => {
    const merges: SourceInput = {
      map: {},
      system: 'crm',
      contact: { externalId: 'id', merge: { when: 'true', from: 'old', into: 'id' } },
    };

    const { problems } = await check(
      merges,
      sample({ id: 'new', old: 'gone' }, { ignored: 'merge' }),
    );

    expect(problems).toEqual([]);
  });

  test('a body that is a list, and is not split, is told so', async () => {
    const found = await checkSamples(buildSource({}), [
      sample([{ email }, { email: 'b@example.com' }], {}, 'a'),
    ]);

    expect(found.source.find(({ path }) => path.join() === 'map')?.cure).toBe(
      'write split: $ under events:, for the body of a sample is a list',
    );
  });

  test('half a text is found at its operator, and named with its sample', async () => {
    const map = { email: 'email', firstName: 'first & " " & last' };

    const { problems } = await check(
      { map },
      sample({ email, first: 'Ana' }, { email, firstName: 'Ana' }, 'no-last-name'),
    );

    expect(problems).toEqual([
      'map.firstName@13: a part of this text is missing or null in the sample no-last-name, and half a text is written',
    ]);
  });

  test('a text that depends on its part, a whole one, and one of nothing are let pass', async () => {
    const map = {
      email: 'email',
      firstName: 'first & " " & last',
      customAttributes: { Form: 'form ? "Form " & form', No: '(a & b)' },
    };
    const whole = sample(
      { email, first: 'Ana', last: 'Ruiz', form: 7, a: 'x', b: 'y' },
      expect.anything(),
    );

    const { problems } = await check(
      { map },
      {
        ...whole,
        expected: {
          email,
          firstName: 'Ana Ruiz',
          customAttributes: { Form: 'Form 7', No: 'xy' },
        },
      },
    );

    expect(problems).toEqual([]);
    expect(await findMissingOperands('a & b', [scopeFor({})])).toEqual([]);
  });

  test('watching a text does not change what it gives', async () => {
    const text = '$map(list, function($x) { $x.a & "-" & $x.b })';

    expect(
      await findMissingOperands(text, [
        scopeFor({ list: [{ a: 1, b: 2 }] }),
        scopeFor({ list: [{ a: 'x' }] }),
      ]),
    ).toEqual([expect.objectContaining({ scope: 1 })]);
  });
});

describe('G4, G11: a time that is there has to be read', () => {
  const map = { email: 'email' };
  const at = (time: unknown) => sample({ email, at: time }, { email });

  test.each([
    ['01/02/2026', 'at'],
    ['soon', 'at'],
    [5, 'at'],
    ['2026-01-01T10:00:00Z', 'email'],
  ])('%j in %s is a problem of the source', async (value, time) => {
    const { problems } = await check({ events: { time }, map }, at(value));

    expect(problems).toEqual([
      `events.time: ${time} gives no time that can be read in the sample case: ` +
        'the event would count as having happened when it is received',
    ]);
  });

  test('one that is missing in a sample is none, nor is one that is read', async () => {
    const samples = [at('2026-01-01T10:00:00Z'), sample({ email, at: null }, { email })];
    const blank = sample({ email, at: ' ' }, { email });

    const { problems } = await check({ events: { time: 'at' }, map }, ...samples, blank);

    expect(problems).toEqual([]);
  });

  test('of several events of a sample one is enough', async () => {
    const events = { time: 'at', split: '$' };
    const body = [
      { email, at: '2026-01-01T10:00:00Z' },
      { email, at: '1/1/26' },
    ];

    const { problems } = await check(
      { events, map },
      sample(body, [{ email }, { email }]),
    );

    expect(problems).toHaveLength(1);
  });
});
