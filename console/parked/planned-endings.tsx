import type { Plan } from '../../local/console/api/parked.ts';
import { Table } from '../parts/table.tsx';
import { Text } from '../parts/values/text.tsx';
import type { PlanChanges } from './compare-plans.ts';

interface Props {
  events: Plan['events'];
  /** Since the plan that was to be sent. */
  changes: PlanChanges | undefined;
}

/** How each event would end, and what of it came too late. */
export function PlannedEndings({ events, changes }: Props) {
  return (
    <Table
      label="How the events would end"
      isTitled
      rows={events}
      rowKey={({ id }) => id}
      rowKind={({ id, stillParked }) => {
        if (changes?.events.has(id)) return 'new';
        return stillParked ? 'failed' : undefined;
      }}
      columns={[
        {
          name: 'event',
          kind: 'code',
          cell: ({ id }) => <Text text={id} />,
        },
        {
          name: 'how it would end',
          cell: ({ id, words, stillParked }) => (
            <>
              <Text text={words} />
              {stillParked && <strong class="mark bad">still parked</strong>}
              {changes?.events.has(id) && <mark class="mark">new in this plan</mark>}
            </>
          ),
        },
        { name: 'stale', cell: ({ stale }) => <Text text={stale.join(', ') || '–'} /> },
      ]}
    />
  );
}
