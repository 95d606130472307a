import type { ComponentType } from 'preact';
import { useRef } from 'preact/hooks';
import { BridgeTab } from '../bridge/bridge-tab.tsx';
import { state } from '../page-state.ts';
import { ParkedTab } from '../parked/parked-tab.tsx';
import { count } from '../parts/moment.ts';
import { SourcesTab } from '../sources/sources-tab.tsx';
import { TimelineTab } from '../timeline/timeline-tab.tsx';
import { go, type Tab, url } from '../url-state.ts';

const panels: Record<Tab, { name: string; Panel: ComponentType }> = {
  timeline: { name: 'Timeline', Panel: TimelineTab },
  parked: { name: 'Parked', Panel: ParkedTab },
  sources: { name: 'Sources', Panel: SourcesTab },
  bridge: { name: 'Bridge', Panel: BridgeTab },
};

/** The tabs that this instance has: arrow keys move between them. */
export function TabList() {
  const list = useRef<HTMLDivElement>(null);
  const tabs = state.value?.tabs ?? [];
  const move = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs.at((tabs.indexOf(url.value.tab) + step) % tabs.length);
    if (next === undefined) return;
    go({ tab: next });
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Views" ref={list} onKeyDown={move}>
      {tabs.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={`tab-${tab}`}
          aria-controls={`panel-${tab}`}
          aria-selected={tab === url.value.tab}
          tabIndex={tab === url.value.tab ? 0 : -1}
          onClick={() => go({ tab })}
        >
          {panels[tab].name}
          <Count of={tab} />
        </button>
      ))}
    </div>
  );
}

/** What waits for a person behind a tab. */
function Count({ of }: { of: Tab }) {
  const parked = state.value?.parked ?? 0;
  if (of !== 'parked' || parked === 0) return null;
  return (
    <span class="count" aria-hidden="true">
      {count(parked)}
    </span>
  );
}

/** The panel of each tab; only the chosen one has content. */
export function TabPanels() {
  return (
    <main>
      {(state.value?.tabs ?? []).map((tab) => {
        const isChosen = tab === url.value.tab;
        const { Panel } = panels[tab];
        return (
          <div
            key={tab}
            role="tabpanel"
            id={`panel-${tab}`}
            aria-labelledby={`tab-${tab}`}
            hidden={!isChosen}
          >
            {isChosen && <Panel />}
          </div>
        );
      })}
    </main>
  );
}
