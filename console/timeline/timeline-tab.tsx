import { state } from '../page-state.ts';
import { Command } from '../parts/controls/copy.tsx';
import { Empty } from '../parts/empty.tsx';
import { Lines } from '../parts/notice.tsx';
import { url } from '../url-state.ts';
import { Detail } from './detail.tsx';
import { isFiltered } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import * as live from './live.ts';
import { RowList } from './row-list.tsx';

/** What came, live, and all that is known of the row that is open. */
export function TimelineTab() {
  const { row } = url.value;
  return (
    <div class="timeline" data-open={row !== undefined}>
      <FilterBar />
      {live.failure.value && <Lines lines={live.failure.value.lines} kind="failed" />}
      <Lines lines={live.trouble.value} kind="failed" />
      <div class="panes">
        <List />
        {row !== undefined && <Detail key={row} rowKey={row} />}
      </div>
    </div>
  );
}

function List() {
  if (live.rows.value.shown.length > 0) return <RowList />;
  if (!live.isAsked.value) return <p class="loading">Loading …</p>;
  return isFiltered.value ? <NoneLikeThat /> : <NothingYet />;
}

function NoneLikeThat() {
  return (
    <Empty title="No request is like that">
      <Lines lines={live.notes.value} />
    </Empty>
  );
}

function NothingYet() {
  const { firstCurl } = state.value ?? {};
  return (
    <Empty title="Nothing has come yet">
      <p>
        A request is here the moment it comes: whether it was accepted, what became of its
        events, and why each field got its value.
      </p>
      {firstCurl !== undefined && (
        <>
          <p>Send the first one from a terminal:</p>
          <Command name="the first request" command={firstCurl} />
        </>
      )}
      <Lines lines={live.notes.value} />
    </Empty>
  );
}
