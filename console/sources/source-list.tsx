import type { SourceSummary } from '../../local/console/api/sources.ts';
import { Link } from '../parts/controls/link.tsx';
import { Empty } from '../parts/empty.tsx';
import { count } from '../parts/moment.ts';
import { Table } from '../parts/table.tsx';
import { Text } from '../parts/values/text.tsx';
import { Volume } from './sparkline.tsx';

/** One line for each source: what is wrong with it can be seen without opening it. */
export function SourceList({ sources }: { sources: SourceSummary[] }) {
  if (sources.length === 0) return <Empty title="There are no sources" />;
  return (
    <Table
      label="Sources"
      rows={sources}
      rowKey={({ name }) => name}
      columns={[
        { name: 'source', cell: (source) => <Name source={source} /> },
        { name: 'last 24 h', cell: ({ volume }) => <Volume requests={volume} /> },
        { name: 'refused', kind: 'number', cell: ({ refused }) => alarming(refused) },
        { name: 'parked', kind: 'number', cell: (source) => <Parked source={source} /> },
        { name: 'drifting', kind: 'number', cell: ({ drifting }) => alarming(drifting) },
        { name: 'problems', cell: ({ problems }) => <Problems lines={problems} /> },
      ]}
    />
  );
}

function Name({ source: { name, provider, workspace } }: { source: SourceSummary }) {
  return (
    <>
      <Link row={name} to={{ chosen: name, payload: undefined }}>
        <Text text={name} />
      </Link>
      <span class="of">
        <Text text={provider} />, workspace <Text text={workspace} />
      </span>
    </>
  );
}

function Parked({ source: { parked, name } }: { source: SourceSummary }) {
  if (parked === 0) return 0;
  return (
    <Link
      to={{ tab: 'parked', source: name, reason: undefined, plan: undefined }}
      label={`${parked} parked of ${name}`}
    >
      {count(parked)}
    </Link>
  );
}

function alarming(many: number) {
  return many > 0 ? <strong class="bad">{count(many)}</strong> : many;
}

function Problems({ lines }: { lines: string[] }) {
  if (lines.length === 0) return <span class="nothing">none</span>;
  return (
    <ul class="plain bad">
      {lines.map((line) => (
        <li key={line}>
          <Text text={line} />
        </li>
      ))}
    </ul>
  );
}
