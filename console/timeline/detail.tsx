import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { RequestView } from '../../local/console/api/event.ts';
import { client } from '../client.ts';
import { Button } from '../parts/controls/button.tsx';
import { Some } from '../parts/controls/some.tsx';
import { Facts } from '../parts/facts.tsx';
import { Icon } from '../parts/icon.tsx';
import { type Loaded, Show, useLoaded } from '../parts/loaded.tsx';
import { size } from '../parts/moment.ts';
import { Lines } from '../parts/notice.tsx';
import { StateWord } from '../parts/state-word.tsx';
import { Time } from '../parts/time.tsx';
import { Text } from '../parts/values/text.tsx';
import { outcomesOf, requestLooks } from '../states.ts';
import { url } from '../url-state.ts';
import { Actions } from './actions.tsx';
import { EventDetail } from './event-detail.tsx';
import { HttpDetail } from './http-detail.tsx';
import * as live from './live.ts';
import { closeRow, enter } from './open-row.ts';

/** A row, opened: all that is known of a request and of its events. */
export function Detail({ rowKey }: { rowKey: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { view, isOutdated, ask, reveal } = useRequest(rowKey);
  useSignalEffect(() => enter(rowKey, heading.current));
  return (
    <article class="detail" aria-label="Request">
      <header>
        <h2 ref={heading} tabIndex={-1}>
          <Title view={view} rowKey={rowKey} />
        </h2>
        <Button look="quiet" label="Close" shortcut="Escape" onPress={closeRow}>
          <Icon name="cross" />
        </Button>
      </header>
      {isOutdated && (
        <Button look="main" onPress={ask}>
          It has changed: show it as it is now
        </Button>
      )}
      <Show of={view}>
        {(value) => <Content view={value} onReveal={reveal} onChange={ask} />}
      </Show>
    </article>
  );
}

/** A request as it is now; once its values are shown, as it was then until it is asked for. */
function useRequest(rowKey: string) {
  const { event } = url.value;
  const view = useLoaded(JSON.stringify([rowKey, event]), () =>
    client.request(rowKey, event),
  );
  const isRevealed = useSignal(false);
  const isOutdated = useSignal(false);
  useSignalEffect(() => {
    if (!live.changed.value.some(({ key }) => key === rowKey)) return;
    // Values that somebody asked for stay until they have read them.
    if (isRevealed.peek()) isOutdated.value = true;
    else view.reload();
  });
  const ask = () => {
    isRevealed.value = false;
    isOutdated.value = false;
    view.reload();
  };
  const reveal = async () => {
    view.set(await client.revealRequest(rowKey, event));
    isRevealed.value = true;
  };
  return {
    view,
    isOutdated: isOutdated.value,
    ask,
    reveal: isRevealed.value ? undefined : reveal,
  };
}

function Title({ view, rowKey }: { view: Loaded<RequestView>; rowKey: string }) {
  const row = view.value?.row ?? live.rows.value.shown.find(({ key }) => key === rowKey);
  if (row === undefined) return <Text text={rowKey} />;
  return (
    <>
      <Text text={row.source || 'no source'} /> <Time at={row.at} />
    </>
  );
}

interface ContentProps {
  view: RequestView;
  /** Absent where all is shown that can be. */
  onReveal: (() => Promise<void>) | undefined;
  onChange: () => void;
}

function Content({ view, onReveal, onChange }: ContentProps) {
  const { row, events, http, notes } = view;
  const choices = events.filter(({ canReplay, canDiscard }) => canReplay || canDiscard);
  return (
    <>
      <Actions view={view} onReveal={onReveal} onChange={onChange} />
      <div class="outcome" aria-live="polite">
        <StateWord request={row.state} words={row.words} />
        {outcomesOf(row.events).map(({ state, words, times }) => (
          <StateWord key={words} event={state} words={words} times={times} />
        ))}
      </div>
      <Cause view={view} />
      <Facts
        of={[
          ['request', <Text key="key" text={row.key} />],
          ['key', row.keyUsed],
          ['size', row.bytes === undefined ? undefined : size(row.bytes)],
          ['ignored', row.ignored > 0 ? String(row.ignored) : undefined],
        ]}
      />
      <Lines lines={notes} />
      <Some of={events} step={20}>
        {(shown) =>
          shown.map((event) => (
            <EventDetail
              key={event.event.id}
              view={event}
              hasButtons={choices.length > 1 && choices.includes(event)}
              isFew={events.length <= 3}
              onChange={onChange}
            />
          ))
        }
      </Some>
      {http && <HttpDetail http={http} />}
    </>
  );
}

/** Why it was refused or put off, and what differs from its source most likely. */
function Cause({ view: { row } }: { view: RequestView }) {
  const { cause, causeWords, detail, likely } = row;
  if (cause === undefined) return null;
  return (
    <section class="cause" aria-label="Cause" data-tone={requestLooks[row.state].tone}>
      <p>
        <strong>
          <Text text={causeWords ?? cause} />
        </strong>
      </p>
      {detail !== undefined && (
        <p>
          <Text text={detail} />
        </p>
      )}
      {likely !== undefined && (
        <p>
          <b>Likely:</b> <Text text={likely} />
        </p>
      )}
    </section>
  );
}
