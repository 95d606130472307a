import type { HttpRequest } from '../../local/console/api/event.ts';
import { Closed } from '../parts/controls/closed.tsx';
import { size } from '../parts/moment.ts';
import { Section } from '../parts/section.tsx';
import { Table } from '../parts/table.tsx';
import { Text } from '../parts/values/text.tsx';
import { Value } from '../parts/values/value.tsx';

/** The request as it came. */
export function HttpDetail({ http }: { http: HttpRequest }) {
  const { method, path, headers, body, isCut, bytes, removed } = http;
  return (
    <Section title="Request">
      <p class="request-line">
        <b>{method}</b> <Text text={path} />
      </p>
      <Closed title={`Headers (${headers.length})`}>
        {() => (
          <Table
            label="Headers"
            columns={[
              { name: 'header', kind: 'code', cell: ([name]) => <Text text={name} /> },
              {
                name: 'value',
                kind: 'code',
                cell: ([, value]) => <Value value={value} />,
              },
            ]}
            rows={headers}
            rowKey={([name], index) => `${name} ${index}`}
          />
        )}
      </Closed>
      {removed.length > 0 && (
        <p class="how">
          Not shown: <Text text={removed.join(', ')} />
        </p>
      )}
      <Section title={`Body, ${size(bytes)}${isCut ? ', cut' : ''}`} level={4}>
        <Value value={body} />
      </Section>
    </Section>
  );
}
