import { useSignal } from '@preact/signals';
import { client } from '../client.ts';
import { Button } from '../parts/button.tsx';
import { blockedByReading } from '../parts/may-write.ts';
import { say } from '../parts/notice.tsx';
import { go } from '../url-state.ts';
import { DiscardQuestion } from './discard-question.tsx';
import { mostShown } from './shown-groups.ts';

interface Props {
  /** Of the events that are ticked and shown. */
  ids: string[];
  onDiscarded: () => void;
}

/** What can be done with the events that are ticked. */
export function Toolbar({ ids, onDiscarded }: Props) {
  const isAsking = useSignal(false);
  const blocked = blockedOf(ids);
  if (isAsking.value && ids.length > 0)
    return (
      <DiscardQuestion
        count={ids.length}
        onKeep={() => {
          isAsking.value = false;
        }}
        onDiscard={async () => {
          const { message } = await client.discard(ids);
          isAsking.value = false;
          say({ kind: 'done', lines: [message] });
          go({ plan: undefined }, 'replace');
          onDiscarded();
        }}
      />
    );
  return (
    <div class="toolbar" role="group" aria-label="With what is selected">
      <p>{ids.length} selected</p>
      <Button look="main" blocked={blocked} onPress={() => go({ plan: ids })}>
        Plan a replay
      </Button>
      <Button
        look="danger"
        blocked={blocked ?? blockedByReading()}
        onPress={() => {
          isAsking.value = true;
        }}
      >
        Discard
      </Button>
    </div>
  );
}

function blockedOf({ length }: string[]): string | undefined {
  if (length === 0) return 'Select events first';
  return length > mostShown ? `At most ${mostShown} at once` : undefined;
}
