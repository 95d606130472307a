import { useSignal } from '@preact/signals';
import type {
  AttemptView,
  EventView,
  ExplainedField,
} from '../../local/console/api/event.ts';
import { Closed } from '../parts/controls/closed.tsx';
import { Command } from '../parts/controls/copy.tsx';
import { Discard } from '../parts/controls/discard.tsx';
import { Facts } from '../parts/facts.tsx';
import { Section } from '../parts/section.tsx';
import { StateWord } from '../parts/state-word.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { Expression } from '../parts/values/expression.tsx';
import { Printed } from '../parts/values/printed.tsx';
import { Text } from '../parts/values/text.tsx';
import { Value } from '../parts/values/value.tsx';
import { url } from '../url-state.ts';
import { PlanReplay } from './actions.tsx';

interface Props {
  view: EventView;
  /** Else the buttons of the request are for it. */
  hasButtons: boolean;
  /** Few are shown open. */
  isFew: boolean;
  onChange: () => void;
}

/** An event: where it is from, why each field has its value, and every call made for it. */
export function EventDetail({ view, hasButtons, isFew, onChange }: Props) {
  const { id, state, words } = view.event;
  const isOpen = useSignal(isFew || id === url.peek().event);
  return (
    <details
      class="event"
      open={isOpen.value}
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open;
      }}
    >
      <summary>
        <h3>
          Event <Text text={id} />
        </h3>
        <StateWord event={state} words={words} />
      </summary>
      {isOpen.value && (
        <>
          {hasButtons && <Buttons view={view} onChange={onChange} />}
          <Content view={view} />
        </>
      )}
    </details>
  );
}

function Buttons({ view, onChange }: Omit<Props, 'hasButtons' | 'isFew'>) {
  const ids = [view.event.id];
  return (
    <div class="actions">
      {view.canReplay && <PlanReplay ids={ids} />}
      {view.canDiscard && <Discard ids={ids} onChange={onChange} />}
    </div>
  );
}

function Content({ view }: { view: EventView }) {
  const { event, workspace, attempts, lines, commands } = view;
  return (
    <>
      <Facts
        of={[
          ['id', <Found key="id" what={event.id} how={view.idFrom} />],
          ['time', <Found key="time" what={view.time} how={view.timeFrom} />],
          ['contact', <Found key="by" what={view.contactId} how={view.foundBy} />],
          ['workspace', <Text key="in" text={workspace} />],
        ]}
      />
      {view.fields.length > 0 && (
        <Table
          label="Fields"
          columns={fieldColumns}
          rows={view.fields}
          rowKey={({ field }, index) => `${field} ${index}`}
        />
      )}
      <Attempts attempts={attempts} />
      {view.hasAnswer && (
        <Section title="What Bridge said" level={4}>
          <Value value={view.answer} isMasked={view.answer === undefined} />
        </Section>
      )}
      {lines.length > 0 && (
        <Section title="Step by step" level={4}>
          <Printed lines={lines} />
        </Section>
      )}
      {view.hasPayload && (
        <Closed title="Payload">
          {() => <Value value={view.payload} isMasked={view.payload === undefined} />}
        </Closed>
      )}
      <Commands commands={commands} />
    </>
  );
}

function Attempts({ attempts }: Pick<EventView, 'attempts'>) {
  if (attempts.length === 0) return null;
  return (
    <Section title="Attempts" level={4}>
      <Table
        label="Attempts"
        columns={attemptColumns}
        rows={attempts}
        rowKey={({ at }, index) => `${at} ${index}`}
      />
    </Section>
  );
}

function Commands({ commands }: Pick<EventView, 'commands'>) {
  if (commands.length === 0) return null;
  return (
    <Closed title="On the command line">
      {() =>
        commands.map(({ name, command }) => (
          <Command key={name} name={name} command={command} />
        ))
      }
    </Closed>
  );
}

/** Something, and where it is from: both in the server's words. */
function Found({ what, how }: { what: string | undefined; how: string }) {
  return (
    <>
      {what !== undefined && <Text text={what} />}{' '}
      <span class="how">
        <Text text={how} />
      </span>
    </>
  );
}

const fieldColumns: Column<ExplainedField>[] = [
  { name: 'field', cell: ({ field }) => <Text text={field} /> },
  {
    name: 'from',
    kind: 'code',
    cell: ({ from }) => (from === undefined ? '–' : <Expression text={from} />),
  },
  {
    name: 'value',
    cell: ({ value, isMasked }) => <Value value={value} isMasked={isMasked} />,
  },
  { name: 'why', cell: ({ why }) => <Text text={why} /> },
];

const attemptColumns: Column<AttemptView>[] = [
  { name: 'time', cell: ({ at }) => <Time at={at} /> },
  {
    name: 'call',
    kind: 'code',
    cell: ({ method, status }) => [method, status].filter(Boolean).join(' '),
  },
  { name: 'ms', kind: 'number', cell: ({ ms }) => ms ?? '–' },
  { name: 'what', cell: ({ words }) => <Text text={words} /> },
  { name: 'sent', cell: (attempt) => <Body of={attempt} which="sent" /> },
  { name: 'answered', cell: (attempt) => <Body of={attempt} which="answered" /> },
];

function Body({ of, which }: { of: AttemptView; which: 'sent' | 'answered' }) {
  return <Value value={of[which]} isMasked={of.isMasked} upTo={8} />;
}
