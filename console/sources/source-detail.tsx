import { useEffect, useRef } from 'preact/hooks';
import type { SourceView } from '../../local/console/api/sources.ts';
import { client } from '../client.ts';
import { Command } from '../parts/controls/copy.tsx';
import { takeFocus } from '../parts/controls/focus.ts';
import { Link } from '../parts/controls/link.tsx';
import { Facts } from '../parts/facts.tsx';
import { Show, useLoaded } from '../parts/loaded.tsx';
import { count } from '../parts/moment.ts';
import { Lines } from '../parts/notice.tsx';
import { useRefresh } from '../parts/refresh.ts';
import { Section } from '../parts/section.tsx';
import { Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { Text } from '../parts/values/text.tsx';
import { MapSection } from './map-section.tsx';
import { ResolveRates } from './resolve-rates.tsx';
import { WorkspaceLines } from './workspace-lines.tsx';

/** All of one source: how it is reached, who may send, what was refused, what its map gives. */
export function SourceDetail({ name }: { name: string }) {
  const source = useLoaded(name, () => client.source(name));
  const title = useRef<HTMLHeadingElement>(null);
  useRefresh(source.reload);
  useEffect(() => takeFocus(title.current), []);
  return (
    <div class="source">
      <nav class="path" aria-label="Where this is">
        <Link to={{ chosen: undefined, payload: undefined }} shortcut="Escape">
          All sources
        </Link>
        <h2 tabIndex={-1} ref={title}>
          <Text text={name} />
        </h2>
      </nav>
      <Show of={source}>
        {(view) => (
          <>
            <Lines lines={view.summary.problems} kind="failed" />
            <Lines lines={view.notes} />
            <div class="cards">
              <Address view={view} />
              <Keys keys={view.keys} />
              <Refusals view={view} />
              <WorkspaceLines
                level={3}
                workspace={view.workspace}
                onRelease={source.reload}
              />
            </div>
            <div class="rates">
              <ResolveRates entries={view.entries} />
            </div>
            <MapSection view={view} />
          </>
        )}
      </Show>
    </div>
  );
}

function Address({ view: { summary, curl, handshake } }: { view: SourceView }) {
  return (
    <Section title="Address">
      <Facts
        of={[
          ['provider', <Text key="provider" text={summary.provider} />],
          [
            'handshake',
            handshake && (
              <>
                <Text text={handshake.words} />{' '}
                {handshake.at !== undefined && <Time at={handshake.at} />}
              </>
            ),
          ],
        ]}
      />
      <Command name="the URL" command={summary.url} />
      {curl?.command !== undefined && (
        <Command name={`curl of ${curl.sample}`} command={curl.command} />
      )}
      {curl?.problem !== undefined && <Lines lines={[curl.problem]} kind="failed" />}
    </Section>
  );
}

function Keys({ keys }: { keys: SourceView['keys'] }) {
  return (
    <Section title="Keys">
      <Table
        label="Keys"
        rows={keys}
        rowKey={({ name, which }) => `${name} ${which}`}
        columns={[
          { name: 'key', cell: ({ name }) => <Text text={name} /> },
          { name: 'which', cell: ({ which }) => which },
          { name: 'state', cell: ({ state }) => <Text text={state} /> },
          {
            name: 'last matched',
            cell: ({ lastMatchedAt: at }) =>
              at === undefined ? <span class="nothing">–</span> : <Time at={at} />,
          },
        ]}
      />
    </Section>
  );
}

function Refusals({ view: { refusals, summary } }: { view: SourceView }) {
  return (
    <Section
      title="Refused"
      actions={
        refusals.length > 0 && (
          <Link to={{ tab: 'timeline', source: summary.name, outcome: 'refused' }}>
            Show them in the timeline
          </Link>
        )
      }
    >
      {refusals.length === 0 ? (
        <p class="soft">Nothing was refused.</p>
      ) : (
        <Table
          label="Refused"
          rows={refusals}
          rowKey={({ cause }) => cause}
          columns={[
            {
              name: 'cause',
              kind: 'code',
              cell: ({ cause }) => <Text text={cause} />,
            },
            { name: 'in words', cell: ({ words }) => <Text text={words} /> },
            { name: 'how many', kind: 'number', cell: ({ count: many }) => count(many) },
          ]}
        />
      )}
    </Section>
  );
}
