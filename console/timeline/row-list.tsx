import { useSignalEffect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { connection } from '../page-state.ts';
import { Button } from '../parts/controls/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { count } from '../parts/moment.ts';
import { Lines } from '../parts/notice.tsx';
import { go, url } from '../url-state.ts';
import { filter } from './filter.ts';
import * as live from './live.ts';
import { openRow } from './open-row.ts';
import { Row } from './row.tsx';

/** The requests, newest first, and what moves in them. */
export function RowList() {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => live.readingIs(() => isScrolled(list.current)), []);
  useSignalEffect(() => {
    // Other rows are read from the first on.
    if (filter.value) list.current?.scrollTo({ top: 0 });
  });
  const { shown } = live.rows.value;
  return (
    <div class="requests">
      <Bar />
      <Lines lines={live.notes.value} />
      <div class="scrolled" ref={list}>
        <NewOnes list={list} />
        <ol aria-label="Requests">
          {shown.map((row) => (
            <Row
              key={row.key}
              row={row}
              isOpen={row.key === url.value.row}
              onOpen={openRow}
            />
          ))}
        </ol>
        <Older />
      </div>
    </div>
  );
}

/** The list itself, or on a small page all of it. */
function isScrolled(list: HTMLElement | null): boolean {
  return list !== null && (list.scrollTop > 4 || list.getBoundingClientRect().top < 0);
}

function Bar() {
  const { shown, total } = live.rows.value;
  const isPaused = connection.value === 'paused';
  return (
    <div class="bar">
      <p>{`${count(shown.length)} of ${count(total)} requests`}</p>
      <Button
        look="quiet"
        isPressed={isPaused}
        onPress={isPaused ? live.resume : live.pause}
      >
        <Icon name={isPaused ? 'play' : 'pause'} />
        Pause
      </Button>
    </div>
  );
}

function NewOnes({ list }: { list: RefObject<HTMLElement | null> }) {
  const { length } = live.rows.value.heldBack;
  if (length === 0) return null;
  const show = () => {
    live.showHeldBack();
    list.current?.scrollTo({ top: 0 });
    list.current?.scrollIntoView({ block: 'nearest' });
    list.current?.querySelector<HTMLElement>('[data-row]')?.focus();
  };
  return (
    <div class="new-ones">
      <Button look="main" onPress={show}>
        {`${count(length)} new`}
      </Button>
    </div>
  );
}

/** Older ones are another page: by the time of the last, which the URL holds. */
function Older() {
  const { shown, heldBack, total } = live.rows.value;
  const last = shown.at(-1);
  const hasOlder = total > shown.length + heldBack.length;
  return (
    <div class="ends">
      {url.value.until !== undefined && (
        <Button look="quiet" onPress={() => go({ until: undefined })}>
          Newest
        </Button>
      )}
      {hasOlder && last !== undefined && (
        <Button onPress={() => go({ until: last.at })}>Older</Button>
      )}
    </div>
  );
}
