import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localHeaders } from '../oracle/aws.ts';
import { seededRandom } from '../oracle/random.ts';
import { openTable } from '../oracle/services.ts';
import { toText } from './expressions.ts';
import { movesOf } from './moves.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { execute, type Items, type TableCall } from './table.ts';
import { createWorld, initialState } from './world.ts';

test('the table in memory answers whatever the functions ask as dynalite does', async () => {
  const calls = await callsOf(scenarios);
  const sequences = fc.array(fc.constantFrom(...calls), { minLength: 40, maxLength: 40 });

  await fc.assert(
    fc.asyncProperty(sequences, async (sequence) => {
      const [ours, theirs] = [playInMemory(sequence), await playOnDynalite(sequence)];
      expect(ours).toEqual(theirs);
    }),
    { numRuns: 15, seed: 7 },
  );

  expect(calls.length).toBeGreaterThan(50);
});

/** Different calls that the functions make in some histories of the scenarios. */
async function callsOf(all: Scenario[]): Promise<TableCall[]> {
  const random = seededRandom(7);
  const calls = new Map<string, TableCall>();
  for (const scenario of [...all, ...all, ...all]) {
    const world = createWorld(scenario);
    let state = initialState(scenario);
    for (
      let moves = movesOf(world, state);
      moves.length > 0;
      moves = movesOf(world, state)
    ) {
      const pending = state.messages.flatMap(({ run }) => run?.pending ?? []);
      for (const { call } of pending)
        if (call.to === 'table')
          calls.set(toText(call), { name: call.name, input: call.input });
      const move = moves[Math.floor(random() * moves.length)];
      state = (await move?.next()) ?? state;
    }
  }
  return [...calls.values()];
}

function playInMemory(sequence: TableCall[]): unknown[] {
  let items: Items = {};
  const answers = sequence.map((call) => {
    const { items: after, answer } = execute(items, call);
    items = after;
    if (answer.kind === 'output') return comparable(answer.output);
    return comparable(
      answer.item === undefined
        ? { isRefused: true }
        : { isRefused: true, Item: answer.item },
    );
  });
  return [...answers, Object.values(items).map(withSortedSets).map(toText).sort()];
}

async function playOnDynalite(sequence: TableCall[]): Promise<unknown[]> {
  const table = await openTable();
  const answers = [];
  const ask = async (action: string, input: object) => {
    const body = Buffer.from(asOnWire(input).replaceAll('"table"', `"${table.name}"`));
    const headers = localHeaders;
    return table.api({ action, input: JSON.parse(body.toString()), body, headers });
  };
  for (const { name, input } of sequence) {
    const { status, body } = await ask(name.replace('Command', ''), input);
    const { __type: type, message: _, ...others } = body as Record<string, unknown>;
    const isRefused = String(type).endsWith('ConditionalCheckFailedException');
    if (status !== 200 && !isRefused) throw new Error(`${name}: ${JSON.stringify(body)}`);
    const text = JSON.stringify(others).replaceAll(`"${table.name}"`, '"table"');
    answers.push(comparable(isRefused ? { isRefused, ...others } : JSON.parse(text)));
  }
  const { body } = await ask('Scan', { TableName: 'table' });
  await table.drop();
  return [
    ...answers,
    (body as { Items: object[] }).Items.map(withSortedSets).map(toText).sort(),
  ];
}

/** Items of a batch come in any order, members of a set too. */
function comparable(answer: object): string {
  const output = withSortedSets(answer);
  const { Responses, ...others } = output as { Responses?: { table?: object[] } };
  return `${toText(others)} ${(Responses?.table ?? []).map(toText).sort().join()}`;
}

function withSortedSets<T>(value: T): T {
  return JSON.parse(asOnWire(value), (name, inner) =>
    name === 'SS' ? inner.sort() : inner,
  );
}

/** As the SDK writes it: bytes in Base64. */
function asOnWire(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner?.type === 'Buffer' ? Buffer.from(inner.data).toString('base64') : inner,
  );
}
