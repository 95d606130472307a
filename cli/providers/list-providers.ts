import { bridgehookCommand, type Call } from '../../lib/command-line.ts';
import { carriedInWords, proofInWords } from '../../lib/providers/in-words.ts';
import type { Provider } from '../../lib/providers/providers.ts';
import { table } from '../terminal/table.ts';

/** One provider in a few words, for programs. */
export function summaryOf({ name, page, about, verify }: Provider) {
  const { title, kind, carries } = about;
  return { name, title, kind, carries, proof: proofInWords(verify), page };
}

/** A line for each, and how to see more. */
export function listProviders(providers: readonly Provider[], call: Call): string[] {
  const rows = providers.map(summaryOf).map(({ name, title, kind, carries, proof }) => {
    return [name, title, kind, carriedInWords[carries], proof];
  });
  const head = ['NAME', 'SENDER', 'KIND', 'EVENTS CARRY', 'PROVED BY'];
  return [
    ...table([head, ...rows], [28, 36, 12, 15, 40]),
    '',
    `More of one: ${bridgehookCommand(['providers', '<name>'], call)}`,
    `Connect one: ${bridgehookCommand(['add', '<name>'], call)}`,
  ];
}
