import { useSignal } from '@preact/signals';
import { type Connection, connection, state, stateFailure } from '../page-state.ts';
import { Icon } from '../parts/icon.tsx';
import { Lines } from '../parts/notice.tsx';
import type { IconName } from '../parts/strokes.ts';
import { Text } from '../parts/values/text.tsx';
import type { Tone } from '../states.ts';
import { Help } from './help.tsx';
import { TabList } from './tabs.tsx';

/** Where this is, how it is, and the ways into it. */
export function Header() {
  const isHelp = useSignal(false);
  const show = (is: boolean) => () => {
    isHelp.value = is;
  };
  return (
    <header class="top">
      <div class="line">
        <h1>
          Bridgehook <Place />
        </h1>
        <Workspaces />
        <ConnectionMark />
        <button
          type="button"
          class="button quiet round"
          aria-label="Help"
          aria-keyshortcuts="?"
          onClick={show(true)}
        >
          ?
        </button>
      </div>
      <TabList />
      {stateFailure.value && <Lines lines={stateFailure.value.lines} kind="failed" />}
      {isHelp.value && <Help onClose={show(false)} />}
    </header>
  );
}

function Place() {
  const { value } = state;
  if (value === undefined) return null;
  return (
    <span class="place">
      <Text text={value.place} />
      {value.readOnly !== undefined && <span class="tag">read only</span>}
    </span>
  );
}

function Workspaces() {
  return (
    <ul class="workspaces" aria-label="Workspaces">
      {state.value?.workspaces.map(({ name, hold }) => (
        <li key={name} class="state" data-tone={hold ? 'wait' : 'good'}>
          <Icon name={hold ? 'pause' : 'check'} />
          <span>
            <b>{name}</b> {hold ? <Text text={hold} /> : 'flows'}
          </span>
        </li>
      ))}
    </ul>
  );
}

const marks: Record<Connection, { icon: IconName; tone: Tone; word: string }> = {
  connecting: { icon: 'clock', tone: 'calm', word: 'connecting' },
  live: { icon: 'check', tone: 'good', word: 'live' },
  paused: { icon: 'pause', tone: 'wait', word: 'paused' },
  reconnecting: { icon: 'again', tone: 'bad', word: 'reconnecting' },
};

function ConnectionMark() {
  const { icon, tone, word } = marks[connection.value];
  return (
    <p class="state connection" data-tone={tone} aria-live="polite">
      <Icon name={icon} />
      {word}
    </p>
  );
}
