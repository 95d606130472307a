import { signal } from '@preact/signals';
import { Button } from './controls/button.tsx';
import { Text } from './values/text.tsx';

export interface Notice {
  kind: 'done' | 'failed';
  lines: readonly string[];
}

const notice = signal<Notice | undefined>(undefined);

/** Says what happened: shown until something else happens, and read out. */
export function say(what: Notice): void {
  notice.value = what;
}

/** The one live region for what happened. It is always there: what appears with it is not read. */
export function Status() {
  const { value } = notice;
  return (
    <div class="notice" data-kind={value?.kind}>
      <div role="status">
        {value?.lines.map((line) => (
          <Line key={line} line={line} />
        ))}
      </div>
      {value && (
        <Button
          look="quiet"
          label="Close the message"
          onPress={() => {
            notice.value = undefined;
          }}
        >
          ✕
        </Button>
      )}
    </div>
  );
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

function Line({ line }: { line: string }) {
  return (
    <p>
      <Text text={line} />
    </p>
  );
}
