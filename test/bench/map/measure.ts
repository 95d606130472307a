import { deepEqual } from 'node:assert/strict';
import { createRequire } from 'node:module';
import { compile as compileJmespath, TreeInterpreter } from '@jmespath-community/jmespath';
import jsonata from 'jsonata';
import { mapEntries } from '../../../functions/core/check/source-expressions.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import { usePlans } from '../../../functions/core/expression.ts';
import { targetOf } from '../../../functions/core/map/entry-rule.ts';
import { mapToPatch } from '../../../functions/core/map/map-to-patch.ts';
import { type Patch, toPatch } from '../../../functions/core/map/patch.ts';
import { plansOf } from '../../../lib/config/plans.ts';
import { buildSource, scopeFor } from '../../support/build-source.ts';
import type { GoalName } from '../goals.ts';
import { cpuOf, playRounds, ratiosOf } from '../rounds.ts';
import { convert, mapHubspot, mapTypeform } from './hand-written.ts';
import { hubspot, type Sender, typeform } from './senders.ts';

// Its modules for `import` name files in a way that Node does not know.
const { transform }: typeof import('@segment/actions-core/mapping-kit') = createRequire(
  import.meta.url,
)('@segment/actions-core/mapping-kit');

const rounds = 31;
/** The system counts processor time in ticks of some ms: a round has to be many. */
const roundUs = 50_000;
const warmUps = 10;
/** Payloads in a pass, each parsed anew. */
const bodies = 200;

/** A way to map a payload. */
interface Side {
  name: string;
  map(body: unknown): unknown;
}

const ratios = {
  ...(await compare(typeform, mapTypeform)),
  ...(await compare(hubspot, mapHubspot)),
  'growth map': await growth(),
};
process.stdout.write(`${JSON.stringify(ratios)}\n`);

/**
 * The product beside the others, all with the product's conversions.
 * @throws AssertionError if the product maps the payload in another way than by hand
 */
async function compare(
  sender: Sender,
  byHand: (body: unknown) => Patch,
): Promise<Partial<Record<GoalName, number[]>>> {
  const source = buildSource(sender.source);
  usePlans(plansOf([source]));
  const product = (body: unknown) => mapToPatch(source, scopeFor(body));
  deepEqual(await patchOf(source, sender.body), byHand(sender.body));
  const others = othersFor(source, sender).map(({ name, map }) => ({
    name,
    map: async (body: unknown) => convertAll(source, await map(body)),
  }));
  const sides = [{ name: 'hand', map: byHand }, ...others];

  const played = await play(
    [{ name: 'product', map: product }, ...sides],
    JSON.stringify(sender.body),
  );

  return Object.fromEntries(
    sides.map(({ name }) => [
      `map ${sender.name} ${name}`,
      ratiosOf(played, 'product', name),
    ]),
  );
}

/** A map of 100 entries beside one of 5, per entry. */
async function growth(): Promise<number[]> {
  const [large, small] = [100, 5];
  const names = Array.from({ length: large }, (_, index) => `p${index}`);
  const body = {
    properties: Object.fromEntries(
      names.map((name) => [name, { value: `value of ${name}` }]),
    ),
  };
  const mapOf = (entries: number) => {
    const taken = names.slice(0, entries);
    const source = buildSource({
      map: {
        customAttributes: Object.fromEntries(
          taken.map((name) => [name, `properties.${name}.value`]),
        ),
      },
    });
    usePlans(plansOf([source]));
    return (one: unknown) => mapToPatch(source, scopeFor(one));
  };
  const sides = [
    { name: 'large', map: mapOf(large) },
    { name: 'small', map: mapOf(small) },
  ];
  const played = await play(sides, JSON.stringify(body));
  return ratiosOf(played, 'large', 'small').map((ratio) => (ratio * small) / large);
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
    name: 'JSONata',
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
    name: 'kit',
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

/** The processor time of a call of each side, round by round. */
async function play(sides: Side[], text: string): Promise<Record<string, number>[]> {
  const byName: Record<string, () => Promise<number>> = {};
  for (const { name, map } of sides) {
    const cpuOfPasses = (passes: number) => {
      const parsed = Array.from({ length: bodies }, () => JSON.parse(text) as unknown);
      return cpuOf(async () => {
        for (let pass = 0; pass < passes; pass += 1)
          for (const body of parsed) {
            const mapped = map(body);
            if (mapped instanceof Promise) await mapped;
          }
      });
    };
    await cpuOfPasses(warmUps);
    const took = await cpuOfPasses(warmUps);
    const passes = Math.ceil((warmUps * roundUs) / Math.max(took, 1));
    byName[name] = async () => (await cpuOfPasses(passes)) / passes;
  }
  return playRounds<string>(byName, rounds);
}
