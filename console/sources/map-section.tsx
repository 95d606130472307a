import { useRef } from 'preact/hooks';
import type { MapView, SourceView } from '../../local/console/api/sources.ts';
import { client } from '../client.ts';
import { Button } from '../parts/controls/button.tsx';
import { copy } from '../parts/controls/copy.tsx';
import { Select } from '../parts/controls/select.tsx';
import { Some } from '../parts/controls/some.tsx';
import { Facts } from '../parts/facts.tsx';
import { Show, useLoaded } from '../parts/loaded.tsx';
import { Lines } from '../parts/notice.tsx';
import { Section } from '../parts/section.tsx';
import { Table } from '../parts/table.tsx';
import { Expression } from '../parts/values/expression.tsx';
import { JsonTree } from '../parts/values/json-tree.tsx';
import { Text } from '../parts/values/text.tsx';
import { Value } from '../parts/values/value.tsx';
import { go, url } from '../url-state.ts';

/**
 * The map beside a payload: what each expression gives on it, and why. An editor of maps has its
 * place here: the expressions of `Fields` become inputs, and the same server gets routes below
 * `/sources/:name/map` that try a map on a payload and write it to the configuration.
 */
export function MapSection({ view: { summary, payloads } }: { view: SourceView }) {
  // What comes meanwhile does not push aside what somebody looks at.
  const first = useRef(payloads[0]?.key);
  const payload = url.value.payload ?? first.current;
  return (
    <Section
      title="Map"
      actions={
        payload !== undefined && (
          <Select
            name="Payload"
            options={payloads.map(({ key, kind, label }) => ({
              value: key,
              text: `${kind} ${label}`,
            }))}
            value={payload}
            onChoose={(key) => go({ payload: key })}
          />
        )
      }
    >
      {payload === undefined ? (
        <p class="soft">There is neither a sample nor a recorded request to try it on.</p>
      ) : (
        <MapBeside key={payload} source={summary.name} payload={payload} />
      )}
    </Section>
  );
}

function MapBeside({ source, payload }: { source: string; payload: string }) {
  const map = useLoaded(payload, () => client.map(source, payload));
  return (
    <Show of={map}>
      {(view) => (
        <>
          <Lines lines={view.notes} />
          <div class="map">
            <section class="came" aria-label="What came">
              <h4>What came</h4>
              <JsonTree value={view.payload} />
            </section>
            <div class="mapped">
              {view.events.map((event, index) => (
                <MappedEvent key={`${index} ${event.id}`} event={event} />
              ))}
            </div>
          </div>
        </>
      )}
    </Show>
  );
}

type Mapped = MapView['events'][number];

function MappedEvent({ event }: { event: Mapped }) {
  const { title, id, idFrom, time, foundBy, fields, unused } = event;
  return (
    <article>
      <h4>
        <Text text={title} />
      </h4>
      <Facts
        of={[
          ['id', <Found key="id" what={id} from={idFrom} />],
          ['time', <Text key="time" text={time} />],
          ['contact', foundBy && <Text text={foundBy} />],
        ]}
      />
      {fields.length > 0 && <Fields event={event} />}
      {unused.length > 0 && (
        <Some of={unused} step={50}>
          {(shown) => <Unused unused={shown} title={title} />}
        </Some>
      )}
    </article>
  );
}

function Fields({ event: { title, fields } }: { event: Mapped }) {
  return (
    <Table
      label={`Map, ${title}`}
      rows={fields}
      rowKey={({ field }) => field}
      columns={[
        { name: 'field', cell: ({ field }) => <Text text={field} /> },
        {
          name: 'expression',
          kind: 'code',
          cell: ({ from }) => <Expression text={from} />,
        },
        {
          name: 'result',
          cell: ({ value }) => <Value value={value} />,
        },
        { name: 'why', cell: ({ why }) => <Text text={why} /> },
      ]}
    />
  );
}

function Found({ what, from }: { what: string; from: string }) {
  return (
    <>
      <Text text={what} /> <span class="how">from </span>
      <Text text={from} />
    </>
  );
}

function Unused({
  unused,
  title,
}: {
  unused: readonly Mapped['unused'][number][];
  title: string;
}) {
  return (
    <Table
      label={`Not used, ${title}`}
      isTitled
      rows={unused}
      rowKey={({ yaml }) => yaml}
      columns={[
        {
          name: 'expression to paste',
          kind: 'code',
          cell: ({ yaml }) => <Text text={yaml} />,
        },
        { name: 'value', cell: ({ value }) => <Value value={value} /> },
        {
          name: 'copy',
          cell: ({ yaml }) => (
            <Button look="quiet" label={`Copy: ${yaml}`} onPress={() => copy(yaml, yaml)}>
              Copy
            </Button>
          ),
        },
      ]}
    />
  );
}
