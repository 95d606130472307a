import { Button } from '../parts/controls/button.tsx';
import { Discard } from '../parts/controls/discard.tsx';
import { go } from '../url-state.ts';
import { mostShown } from './shown-groups.ts';

interface Props {
  /** Of the events that are ticked and shown. */
  ids: string[];
  onDiscarded: () => void;
}

/** What can be done with the events that are ticked. */
export function Toolbar({ ids, onDiscarded }: Props) {
  const blocked = blockedOf(ids);
  return (
    <div class="toolbar">
      <p>{ids.length} selected</p>
      <Button look="main" shortcut="r" blocked={blocked} onPress={() => go({ plan: ids })}>
        Plan a replay
      </Button>
      <Discard
        ids={ids}
        blocked={blocked}
        onChange={() => {
          go({ plan: undefined }, 'replace');
          onDiscarded();
        }}
      />
    </div>
  );
}

function blockedOf({ length }: string[]): string | undefined {
  if (length === 0) return 'Select events first';
  return length > mostShown ? `At most ${mostShown} at once` : undefined;
}
