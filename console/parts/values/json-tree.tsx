import { useSignal } from '@preact/signals';
import { Button } from '../controls/button.tsx';
import { copy } from '../controls/copy.tsx';
import { Some } from '../controls/some.tsx';
import { count } from '../moment.ts';
import { Text } from './text.tsx';
import { cut, type Entry, entriesOf, extentOf, isBranch, isSmall } from './tree.ts';

/** Up to so many values are shown opened, unless there is less room. */
const openedUpTo = 60;
/** Longer texts are cut until all of them is asked for; in UTF-16 units. */
const textUpTo = 400;
/** A text of a megabyte in one piece holds a browser up for seconds. */
const moreText = 50_000;

interface TreeProps {
  value: unknown;
  upTo?: number | undefined;
}

/** JSON as a tree: what is below a value is rendered when it is opened. */
export function JsonTree({ value, upTo = openedUpTo }: TreeProps) {
  const isOpen = isSmall(value, upTo);
  return (
    <div class="tree">
      {isBranch(value) ? (
        <Below entries={entriesOf(value)} isOpen={isOpen} />
      ) : (
        <Leaf value={value} />
      )}
    </div>
  );
}

function Below({ entries, isOpen }: { entries: Entry[]; isOpen: boolean }) {
  if (entries.length === 0) return <span class="nothing">nothing in it</span>;
  return (
    <Some of={entries}>
      {(shown) => (
        <ul>
          {shown.map(([key, value]) => (
            <li key={key}>
              <Node name={key} value={value} isOpen={isOpen} />
            </li>
          ))}
        </ul>
      )}
    </Some>
  );
}

interface NodeProps {
  name: string;
  value: unknown;
  isOpen: boolean;
}

function Node({ name, value, isOpen }: NodeProps) {
  const isShown = useSignal(isOpen);
  if (!isBranch(value)) {
    return (
      <>
        <Key name={name} /> <Leaf value={value} />
      </>
    );
  }
  return (
    <details
      open={isShown.value}
      onToggle={({ currentTarget }) => {
        isShown.value = currentTarget.open;
      }}
    >
      <summary>
        <Key name={name} /> <span class="extent">{extentOf(value)}</span>
      </summary>
      {isShown.value && <Below entries={entriesOf(value)} isOpen={isOpen} />}
    </details>
  );
}

function Key({ name }: { name: string }) {
  return (
    <span class="key">
      <LongText text={name} />
    </span>
  );
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value !== 'string') return <span class="atom">{String(value)}</span>;
  return (
    <span class="string">
      <LongText text={value} />
    </span>
  );
}

/** A text of any length: its beginning, and more of it when that is asked for. */
export function LongText({ text }: { text: string }) {
  const shown = useSignal(textUpTo);
  const left = text.length - shown.value;
  if (left <= 0) return <Text text={text} />;
  return (
    <>
      <Text text={cut(text, shown.value)} />…{' '}
      <Button
        look="quiet"
        onPress={() => {
          shown.value += moreText;
        }}
      >
        {left > moreText
          ? `Show ${count(moreText)} more of ${count(left)} characters`
          : `Show all ${count(text.length)} characters`}
      </Button>
      <Button look="quiet" onPress={() => copy(text, 'all of the text')}>
        Copy all
      </Button>
    </>
  );
}
