import { signal } from '@preact/signals';
import { Text } from './values/text.tsx';

export interface Notice {
  kind: 'done' | 'failed';
  lines: readonly string[];
}

/** What was said last. */
export const notice = signal<Notice | undefined>(undefined);

/** Says what happened: shown until something else happens, and read out. */
export function say(what: Notice): void {
  notice.value = what;
}

/** Lines of the server, in its own words, where what was asked for would be. */
export function Lines({
  lines,
  kind,
}: {
  lines: readonly string[];
  kind?: Notice['kind'];
}) {
  if (lines.length === 0) return null;
  return (
    <div class="lines" data-kind={kind}>
      {lines.map((line) => (
        <Line key={line} line={line} />
      ))}
    </div>
  );
}

export function Line({ line }: { line: string }) {
  return (
    <p>
      <Text text={line} />
    </p>
  );
}
