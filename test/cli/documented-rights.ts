import { readText } from '../docs/pages.ts';

/**
 * The actions that docs/deploying.md names for a command, without their services; "the same" is the
 * row above.
 */
export function rightsFor(command: string): string[] {
  const rows = readText('docs/deploying.md')
    .split('\n')
    .filter((line) => /^\| `[\w ]+` \|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const [group = ''] = command.split(' ');
  const names = rows.map(([, name]) => name);
  const index = Math.max(names.indexOf(`\`${command}\``), names.indexOf(`\`${group}\``));
  const secrets = rows
    .slice(0, index + 1)
    .map((row) => row[2] ?? '')
    .findLast((cell) => cell !== 'the same');
  const text = [secrets, ...(rows[index] ?? []).slice(3)].join(' ');
  return [...text.matchAll(/`(?:\w+:)?([A-Z]\w+)`/g)].map(([, action = '']) => action);
}
