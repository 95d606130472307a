import { deepEqual } from 'node:assert/strict';
import { createRequire } from 'node:module';
import { compile as compileJmespath, TreeInterpreter } from '@jmespath-community/jmespath';
import jsonata from 'jsonata';
import { mapEntries } from '../../../functions/core/check/source-expressions.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import { evaluate, usePlans } from '../../../functions/core/expression.ts';
import { targetOf } from '../../../functions/core/map/entry-rule.ts';
import { mapToPatch } from '../../../functions/core/map/map-to-patch.ts';
import { type Patch, toPatch } from '../../../functions/core/map/patch.ts';
import { plansOf } from '../../../lib/config/plans.ts';
import { buildSource, scopeFor } from '../../support/build-source.ts';
import { convert, mapHubspot, mapTypeform } from './hand-written.ts';
import { hubspot, type Sender, typeform } from './senders.ts';

// Its modules for `import` name files in a way that Node does not know.
const { transform }: typeof import('@segment/actions-core/mapping-kit') = createRequire(
  import.meta.url,
)('@segment/actions-core/mapping-kit');

const rounds = 101;
/** Calls of each side in a round, each on a payload of its own: a few ms, which are rarely cut. */
const calls = 40;

/** A way to map a payload. */
interface Side {
  name: string;
  map(body: unknown): unknown;
}

await compare(typeform, mapTypeform);
await compare(hubspot, mapHubspot);

/** @throws AssertionError if the product maps the payload in another way than by hand */
async function compare(sender: Sender, byHand: (body: unknown) => Patch): Promise<void> {
  const source = buildSource(sender.source);
  usePlans(plansOf([source]));
  const product = (body: unknown) => mapToPatch(source, scopeFor(body));
  const others = othersFor(source, sender);
  deepEqual(await patchOf(source, sender.body), byHand(sender.body));

  const whole = await play(
    [
      { name: 'the product', map: product },
      { name: 'hand-written', map: byHand },
      ...others.map(({ name, map }) => ({
        name,
        map: async (body: unknown) => convertAll(source, await map(body)),
      })),
    ],
    JSON.stringify(sender.body),
  );
  const expressions = textsOf(source);
  const alone = await play(
    [
      {
        name: 'the product',
        map: (body) => expressions.map((text) => evaluate(text, scopeFor(body))),
      },
      ...others,
    ],
    JSON.stringify(sender.body),
  );

  report(`${sender.name}, 14 fields with their conversions`, whole);
  report(`${sender.name}, 14 expressions alone`, alone);
}

/** Prints the first side, and what it is of each other one. */
function report(title: string, times: Map<string, number[]>): void {
  const [[, ours = []] = [], ...others] = times;
  const lines = others.map(([name, theirs]) => {
    const ratios = ours.map((own, round) => own / (theirs[round] ?? Number.NaN));
    return `  ÷ ${name} (${median(theirs).toFixed(1)} µs): ${spread(ratios)}`;
  });
  const head = `${title}: ${median(ours).toFixed(1)} µs, ${rounds} rounds`;
  process.stdout.write(`${[head, ...lines].join('\n')}\n`);
}

async function patchOf(source: Source, body: unknown): Promise<Patch> {
  const fields = await mapToPatch(source, scopeFor(body));
  return toPatch(
    fields.map((result) => {
      if (result.kind !== 'set') throw new Error(`${result.field} has no value`);
      return [result.field, result.value] as const;
    }),
  );
}

function textsOf(source: Source): string[] {
  return mapEntries(source).map(({ entry }) =>
    typeof entry === 'string' ? entry : entry.from,
  );
}

/** What others find is converted as the product converts it. */
function convertAll(source: Source, values: unknown): unknown[] {
  if (!Array.isArray(values)) throw new Error('a side gives a list of 14 values');
  const { country } = source.defaults;
  return mapEntries(source).map(({ field }, at) =>
    convert(values[at], targetOf(field), country),
  );
}

function othersFor(source: Source, { name }: Sender): Side[] {
  const texts = textsOf(source);
  const parsed = texts.map((text) => jsonata(text));
  const plain = {
    name: 'plain JSONata',
    map: async (body: unknown) => {
      const values: unknown[] = [];
      for (const expression of parsed) values.push(await expression.evaluate(body));
      return values;
    },
  };
  const asJmespath = texts.map((text) => compileJmespath(toJmespath(text)));
  const jmespath = {
    name: 'jmespath',
    map: (body: unknown) =>
      asJmespath.map((expression) => TreeInterpreter.search(expression, body as never)),
  };
  // It has no way to find an answer by the reference of its question.
  if (name !== hubspot.name) return [plain, jmespath];
  const mapping = Object.fromEntries(
    texts.map((text, at) => [`field ${at}`, { '@path': `$.${pathIn(text)}` }]),
  );
  const kit = {
    name: "Segment's mapping kit",
    map: (body: unknown) =>
      Object.values(transform(mapping, body as Record<string, unknown>)),
  };
  return [plain, jmespath, kit];
}

/** The same in JMESPath, which has its own signs for three things. */
function toJmespath(text: string): string {
  const joined = /^("[^"]*") & (.*)$/.exec(text);
  if (joined?.[1] && joined[2])
    return `join('', ['${joined[1].slice(1, -1)}', ${joined[2]}])`;
  return text
    .replace(/^\$string\((.*)\)$/, 'to_string($1)')
    .replace(/\[([\w.]+)="([^"]*)"\]/, "[?$1=='$2'] | [0]");
}

function pathIn(text: string): string {
  return text.replace(/^\$string\((.*)\)$/, '$1');
}

/** µs for a call of each side, round by round, in an order of chance. */
async function play(sides: Side[], text: string): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>(sides.map(({ name }) => [name, []]));
  for (let round = -20; round < rounds; round += 1)
    for (const side of shuffled(sides)) {
      const bodies = Array.from({ length: calls }, () => JSON.parse(text) as unknown);
      const before = performance.now();
      for (const body of bodies) {
        const mapped = side.map(body);
        if (mapped instanceof Promise) await mapped;
      }
      const took = performance.now() - before;
      if (round >= 0) times.get(side.name)?.push((took * 1_000) / calls);
    }
  return times;
}

function shuffled(sides: Side[]): Side[] {
  return sides
    .map((side) => ({ side, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ side }) => side);
}

function spread(ratios: number[]): string {
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return `median ${median(ratios).toFixed(2)} (${least.toFixed(2)} … ${most.toFixed(2)})`;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
