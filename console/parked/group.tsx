import { count } from '../parts/moment.ts';
import { Section } from '../parts/section.tsx';
import { Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { Text } from '../parts/values/text.tsx';
import type { ShownGroup } from './shown-groups.ts';
import { TimelineLink } from './timeline-link.tsx';

interface Props {
  group: ShownGroup;
  selected: ReadonlySet<string>;
  /** @param toHere all between the last one and this: Shift */
  onToggle: (id: string, toHere: boolean) => void;
  onToggleAll: (isTicked: boolean) => void;
}

/** Events that are parked for the same reason and from the same source, with its cure. */
export function Group({ group, selected, onToggle, onToggleAll }: Props) {
  const { reason, source, count: many, oldestAt, cure, events } = group;
  return (
    <Section
      level={2}
      title={
        <>
          <Text text={reason} /> · <Text text={source} />
        </>
      }
      actions={
        <p class="soft">
          {count(many)}, oldest <Time at={oldestAt} />
        </p>
      }
    >
      <p class="cure">
        <Text text={cure} />
      </p>
      <TickAll group={group} selected={selected} onToggleAll={onToggleAll} />
      <Table
        label={`${reason}, ${source}`}
        rows={events}
        rowKey={({ id }) => id}
        rowKind={({ id }) => (selected.has(id) ? 'selected' : undefined)}
        columns={[
          {
            name: 'event',
            cell: ({ id }) => (
              <Tick id={id} isTicked={selected.has(id)} onToggle={onToggle} />
            ),
          },
          { name: 'parked', cell: ({ parkedAt }) => <Time at={parkedAt} /> },
          { name: 'what happened', cell: ({ words }) => <Text text={words} /> },
          { name: 'timeline', cell: (event) => <TimelineLink event={event} /> },
        ]}
      />
    </Section>
  );
}

function TickAll({ group, selected, onToggleAll }: Omit<Props, 'onToggle'>) {
  const { reason, source, events } = group;
  const ticked = events.filter(({ id }) => selected.has(id)).length;
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={ticked === events.length}
        ref={(box) => {
          if (box) box.indeterminate = ticked > 0 && ticked < events.length;
        }}
        onClick={() => onToggleAll(ticked < events.length)}
      />
      <span>
        All of {reason}, {source}
      </span>
    </label>
  );
}

interface TickProps extends Pick<Props, 'onToggle'> {
  id: string;
  isTicked: boolean;
}

function Tick({ id, isTicked, onToggle }: TickProps) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={isTicked}
        data-row={id}
        onClick={({ shiftKey }) => onToggle(id, shiftKey)}
      />
      <code>
        <Text text={id} />
      </code>
    </label>
  );
}
