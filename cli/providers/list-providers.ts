import { bridgehookCommand, type Call } from '../../lib/command-line.ts';
import { describeProof } from '../../lib/providers/describe-proof.ts';
import type { Provider } from '../../lib/providers/providers.ts';
import { table } from '../terminal/table.ts';

/** What an event says of its contact. */
export const carriedWords = {
  contact: 'the contact',
  part: 'a part of it',
  ids: 'only ids',
  yours: 'what you choose',
} satisfies Record<Provider['about']['carries'], string>;

/** One provider in a few words, for programs. */
export function summaryOf({ name, page, about, verify }: Provider) {
  const { title, kind, carries } = about;
  return { name, title, kind, carries, proof: describeProof(verify), page };
}

/** A line for each, and how to see more. */
export function listProviders(providers: readonly Provider[], call: Call): string[] {
  const rows = providers.map(summaryOf).map(({ name, title, kind, carries, proof }) => {
    return [name, title, kind, carriedWords[carries], proof];
  });
  const head = ['NAME', 'SENDER', 'KIND', 'EVENTS CARRY', 'PROVED BY'];
  return [
    ...table([head, ...rows], [28, 36, 12, 15, 40]),
    '',
    `More of one: ${bridgehookCommand(['providers', '<name>'], call)}`,
    `Connect one: ${bridgehookCommand(['add', '<name>'], call)}`,
  ];
}
