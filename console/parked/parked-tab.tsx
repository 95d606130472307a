import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Parked } from '../../local/console/api/parked.ts';
import { client } from '../client.ts';
import { refreshState } from '../page-state.ts';
import { Empty } from '../parts/empty.tsx';
import { Show, useLoaded } from '../parts/loaded.tsx';
import { Lines } from '../parts/notice.tsx';
import { useRefresh } from '../parts/refresh.ts';
import { url } from '../url-state.ts';
import { Filters } from './filters.tsx';
import { Group } from './group.tsx';
import { PlanRegion } from './plan-region.tsx';
import { nothingSelected, selectedOf, toggle, toggleAll } from './selection.ts';
import { shownGroups } from './shown-groups.ts';
import { Toolbar } from './toolbar.tsx';

/** The tab "Parked": what is parked, and what a replay of it would come to. */
export function ParkedTab() {
  const parked = useLoaded('parked', client.parked);
  useRefresh(parked.reload);
  const reload = () => {
    parked.reload();
    void refreshState();
  };
  return (
    <div class="parked" data-plan={url.value.plan !== undefined}>
      <Show of={parked}>{(value) => <List parked={value} onChange={reload} />}</Show>
      {url.value.plan && (
        <div class="plan">
          <PlanRegion ids={url.value.plan} parked={parked.value} onChange={reload} />
        </div>
      )}
    </div>
  );
}

function List({ parked, onChange }: { parked: Parked; onChange: () => void }) {
  const selection = useSignal(nothingSelected);
  const { source, reason, plan } = url.value;
  useEffect(() => {
    if (plan) selection.value = { ids: new Set(plan), from: undefined };
  }, [plan]);
  const { groups, left } = shownGroups(parked, { source, reason });
  const shown = groups.flatMap(({ events }) => events.map(({ id }) => id));
  const { value } = selection;
  return (
    <div class="parked-list">
      <Filters parked={parked} />
      <Toolbar
        ids={selectedOf(value, shown)}
        onDiscarded={() => {
          selection.value = nothingSelected;
          onChange();
        }}
      />
      <Lines lines={parked.notes} />
      {groups.length === 0 && <Empty title={emptyTitle(parked)} />}
      {groups.map((group) => (
        <Group
          key={`${group.reason} ${group.source}`}
          group={group}
          selected={value.ids}
          onToggle={(id, toHere) => {
            selection.value = toggle(value, id, toHere, shown);
          }}
          onToggleAll={(isTicked) => {
            const ids = group.events.map(({ id }) => id);
            selection.value = toggleAll(value, ids, isTicked);
          }}
        />
      ))}
      {left > 0 && <p class="soft">{left} more, older: narrow down what is shown.</p>}
    </div>
  );
}

function emptyTitle({ events }: Parked): string {
  return events.length === 0 ? 'Nothing is parked' : 'Nothing of this is parked';
}
