import { useSignal } from '@preact/signals';
import type { RequestView } from '../../local/console/api/event.ts';
import { client } from '../client.ts';
import { Button } from '../parts/controls/button.tsx';
import { copy } from '../parts/controls/copy.tsx';
import { Discard } from '../parts/controls/discard.tsx';
import { go } from '../url-state.ts';
import { hasHidden } from './hidden.ts';
import { KeepTestCase } from './keep-test-case.tsx';

interface Props {
  view: RequestView;
  onReveal: (() => Promise<void>) | undefined;
  onChange: () => void;
}

/** What can be done with a request and its events. */
export function Actions({ view, onReveal, onChange }: Props) {
  const isKeeping = useSignal(false);
  const { row, http, events } = view;
  const canReplay = events.filter((event) => event.canReplay).map(({ event }) => event.id);
  const canDiscard = events
    .filter((event) => event.canDiscard)
    .map(({ event }) => event.id);
  return (
    <div class="actions">
      {canReplay.length > 0 && <PlanReplay ids={canReplay} shortcut="r" />}
      {http && (
        <>
          <Button onPress={async () => copy((await client.curl(row.key)).command, 'curl')}>
            Copy as curl
          </Button>
          <Button
            onPress={() => {
              isKeeping.value = true;
            }}
          >
            Copy as a test case
          </Button>
        </>
      )}
      {onReveal && hasHidden(view) && <Button onPress={onReveal}>Show values</Button>}
      {canDiscard.length > 0 && <Discard ids={canDiscard} onChange={onChange} />}
      {isKeeping.value && (
        <KeepTestCase
          rowKey={row.key}
          onClose={() => {
            isKeeping.value = false;
          }}
        />
      )}
    </div>
  );
}

/** Goes to the plan of a replay: nothing is sent by that. */
export function PlanReplay({ ids, shortcut }: { ids: string[]; shortcut?: string }) {
  return (
    <Button
      look="main"
      shortcut={shortcut}
      onPress={() => go({ tab: 'parked', plan: ids })}
    >
      Plan a replay
    </Button>
  );
}
