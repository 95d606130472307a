import type { EntryTrend } from '../../local/console/api/sources.ts';
import { Section } from '../parts/section.tsx';
import { Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { Text } from '../parts/values/text.tsx';
import { Shares } from './sparkline.tsx';

/** How often each entry of the map had a value, over time: those that drift say since when. */
export function ResolveRates({ entries }: { entries: EntryTrend[] }) {
  return (
    <Section title="Resolve rate">
      {entries.length === 0 ? (
        <p class="soft">Nothing was counted yet.</p>
      ) : (
        <Table
          label="Resolve rate"
          rows={entries}
          rowKey={({ field }) => field}
          rowKind={({ driftsSince }) => (driftsSince === undefined ? undefined : 'failed')}
          columns={[
            { name: 'field', cell: ({ field }) => <Text text={field} /> },
            { name: 'hour by hour', cell: (entry) => <Shares {...entry} /> },
            {
              name: 'before',
              kind: 'number',
              cell: ({ beforePercent }) => percent(beforePercent),
            },
            { name: 'now', kind: 'number', cell: ({ nowPercent }) => percent(nowPercent) },
            { name: 'events', kind: 'number', cell: ({ events }) => events },
            {
              name: 'drifts since',
              cell: ({ driftsSince }) =>
                driftsSince === undefined ? (
                  <span class="nothing">–</span>
                ) : (
                  <strong class="bad">
                    <Time at={Date.parse(driftsSince)} />
                  </strong>
                ),
            },
          ]}
        />
      )}
    </Section>
  );
}

function percent(value: number | undefined) {
  return value === undefined ? <span class="nothing">–</span> : `${value} %`;
}
