import { expect } from 'vitest';
import { newSourceFile } from '../../lib/providers/new-source.ts';
import { providerOf } from '../../lib/providers/providers.ts';
import { writeProviderConfig } from '../providers/provider-config.ts';
import { startFlow } from './flow.ts';

/** What a provider posts; its body as a value, in the form that its source reads. */
export interface Posted {
  source: string;
  body: object;
  headers?: Record<string, string>;
}

/** What is in Bridge in the end, oldest contact first, and how each event ended, in order. */
interface Life {
  contacts: {
    name: string;
    email: string | null | undefined;
    cellphone: string | null | undefined;
  }[];
  ends: unknown[];
}

const directories = new Map<string, string>();

/** The key of a provider's source. */
export const keyOf = (source: string) => `fake-${source}-key`;

/**
 * Bodies are posted one after the other, or at the same moment where they are a list, to the
 * sources that the providers suggest.
 */
export async function lifeOf(
  providers: readonly string[],
  steps: (Posted | Posted[])[],
  country?: string,
): Promise<Life> {
  const flow = await startFlow({
    configDir: configOf(providers, country),
    areDuplicatesRefused: true,
  });
  const keys = Object.fromEntries(
    providers.map((name) => [name, { current: keyOf(name) }]),
  );
  flow.secrets.put('bridgehook/test/signing-keys', JSON.stringify(keys));
  for (const step of steps) {
    const answers = await Promise.all(
      [step].flat().map((posted) =>
        flow.post({
          key: keyOf(posted.source),
          ...posted,
          body:
            providerOf(posted.source).body === 'form' ? toForm(posted.body) : posted.body,
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await flow.app.settle();
    flow.clock.advanceTo(flow.clock.now() + 60_000);
  }
  const contacts = flow.bridge
    .contacts()
    .map(({ firstName, lastName, email, cellphone }) => ({
      name: [firstName, lastName].filter(Boolean).join(' '),
      email,
      cellphone,
    }));
  const ends = flow.outcomes().map(({ outcome, reason }) => reason ?? outcome);
  return { contacts, ends };
}

function configOf(providers: readonly string[], country: string | undefined): string {
  const name = JSON.stringify([providers, country]);
  const known = directories.get(name);
  if (known !== undefined) return known;
  const dir = writeProviderConfig(providers.map(providerOf), (provider) =>
    newSourceFile(provider, { workspace: 'main', country }),
  );
  directories.set(name, dir);
  return dir;
}

/** The nested names that PHP reads: `data[merges][FNAME]=…`. */
function toForm(body: object): string {
  const pairs = (value: unknown, name: string): [string, string][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) =>
          pairs(inner, name === '' ? key : `${name}[${key}]`),
        )
      : [[name, String(value)]];
  return new URLSearchParams(pairs(body, '')).toString();
}
