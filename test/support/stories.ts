import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Contact } from '../../local/bridge-simulator/contacts/contact.ts';
import type { Intercept } from '../../local/cloud/services.ts';
import { type Flow, type Posting, root, startFlow } from './flow.ts';
import { temporaryDir } from './temporary-dir.ts';

/** What a contact holds, without what Bridge adds; what is empty is left out. */
export interface Values {
  firstName?: string;
  lastName?: string;
  email?: string;
  cellphone?: string;
  /** Custom attributes, by name. */
  [attribute: string]: string | undefined;
}

/** What has happened so far, and what is needed to go on. */
export interface World {
  flow: Flow;
  posted: Posting[];
  /** A number nobody else has. */
  next(): number;
}

/** A request of a sender; made when its turn comes, so that it carries the time of then. */
export type Post = (world: World) => Posting;
export type Step = Post | { act(world: World): Promise<void> };

/** Files below `sources/`, changed for one story. */
export type Edits = Record<string, (text: string) => string>;

export interface Story {
  name: string;
  edits?: Edits;
  /** Two contacts may have the same number or address; by default Bridge refuses the second. */
  mayShare?: true;
  steps: Step[];
  /** What a careful person would have in Bridge in the end, oldest contact first. */
  contacts: Values[];
  /** What waits for a person in the end: `<source> <reason>`. */
  parked?: string[];
}

const minute = 60_000;
const keys: Record<string, string> = Object.fromEntries(
  [
    'signup',
    'landing-page',
    'hubspot',
    'hubspot-workflow',
    'salesforce',
    'salesforce-lead',
  ].map((name) => [name, `fake-${name}-key`]),
);

/**
 * The sources of docs/identity.md, by file: its YAML blocks that begin with the name of their file.
 */
export function documentedSources(): Map<string, string> {
  const document = readFileSync(join(root, 'docs/identity.md'), 'utf8');
  const blocks = [
    ...document.matchAll(
      /^```yaml\n(# config\/sources\/([a-z0-9-]+\.yaml)\n[\s\S]*?)^```$/gm,
    ),
  ];
  return new Map(blocks.map(([, yaml = '', name = '']) => [name, yaml]));
}

const configs = new Map<string, string>();

/**
 * A configuration directory with the documented sources and those of test/fixtures/identity-config.
 */
export function identityConfig(edits: Edits = {}): string {
  const fixture = join(root, 'test/fixtures/identity-config');
  const files = documentedSources();
  for (const [file, edit] of Object.entries(edits)) {
    const before = files.get(file) ?? readFileSync(join(fixture, 'sources', file), 'utf8');
    const after = edit(before);
    if (after === before) throw new Error(`the edit of ${file} changes nothing`);
    files.set(file, after);
  }
  const key = JSON.stringify([...files]);
  const known = configs.get(key);
  if (known !== undefined) return known;
  const dir = temporaryDir('identity');
  cpSync(fixture, dir, { recursive: true });
  for (const [file, text] of files) writeFileSync(join(dir, 'sources', file), text);
  configs.set(key, dir);
  return dir;
}

interface WorldOptions {
  edits?: Edits;
  mayShare?: boolean;
  intercept?: Intercept;
}

/** Starts the product with the documented sources. */
export async function startWorld({
  edits,
  mayShare = false,
  ...options
}: WorldOptions = {}): Promise<World> {
  const flow = await startFlow({
    configDir: identityConfig(edits),
    areDuplicatesRefused: !mayShare,
    ...options,
  });
  flow.secrets.put(
    'bridgehook/test/signing-keys',
    JSON.stringify(
      Object.fromEntries(
        Object.entries(keys).map(([name, current]) => [name, { current }]),
      ),
    ),
  );
  let count = 0;
  return {
    flow,
    posted: [],
    next: () => {
      count += 1;
      return count;
    },
  };
}

/**
 * Takes one step and waits until all that came of it has ended; the next step is a minute later.
 */
export async function take(world: World, step: Step): Promise<void> {
  if (typeof step === 'function') await send(world, [step(world)]);
  else await step.act(world);
  await world.flow.app.settle();
  world.flow.clock.advanceTo(world.flow.clock.now() + minute);
}

/** Posts at the same moment. All have to be accepted. */
export async function send(world: World, postings: Posting[]): Promise<void> {
  const answers = await Promise.all(
    postings.map((posting) =>
      world.flow.post({ key: keys[posting.source] ?? '', ...posting }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(postings.map(() => 200));
  world.posted.push(...postings);
}

/**
 * Lives through a story, compares its end, then lets every sender try again, latest first: nothing
 * may come of that (G3).
 */
export async function live({
  steps,
  contacts,
  parked = [],
  ...options
}: Story): Promise<void> {
  const world = await startWorld(options);
  for (const step of steps) await take(world, step);

  const end = await endOf(world);
  expect(end).toEqual({ contacts, parked: [...parked].sort() });

  const before = world.flow.outcomes().length;
  world.flow.clock.advanceTo(world.flow.clock.now() + 10 * minute);
  for (const posting of world.posted.toReversed())
    await send(world, [attemptedAgain(posting)]);
  await world.flow.app.settle();
  const again = world.flow.outcomes().slice(before);
  expect(again.filter(({ outcome }) => outcome !== 'duplicate')).toEqual([]);
  expect(await endOf(world)).toEqual(end);
}

/** What there is in the end. */
export async function endOf({
  flow,
}: World): Promise<{ contacts: Values[]; parked: string[] }> {
  const ledger = await flow.ledger();
  const parked = ledger
    .filter(({ parkedSource }) => parkedSource !== undefined)
    .map(
      ({ parkedSource, outcome }) =>
        `${parkedSource} ${(outcome as { reason: string }).reason}`,
    );
  expect(flow.app.queue('Queuesmain').messages()).toEqual([]);
  return { contacts: flow.bridge.contacts().map(valuesOf), parked: parked.sort() };
}

function valuesOf({
  firstName,
  lastName,
  email,
  cellphone,
  customAttributes,
}: Contact): Values {
  const attributes = customAttributes.map(({ key, values }) => [key, values.join(', ')]);
  return Object.fromEntries(
    [...Object.entries({ firstName, lastName, email, cellphone }), ...attributes].filter(
      ([, value]) => value,
    ),
  );
}

/** HubSpot counts its attempts in the body. */
function attemptedAgain(posting: Posting): Posting {
  const body =
    typeof posting.body === 'string' ? posting.body : JSON.stringify(posting.body);
  return { ...posting, body: body.replaceAll('"attemptNumber":0', '"attemptNumber":1') };
}
