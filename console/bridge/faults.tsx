import { type Signal, useSignal } from '@preact/signals';
import type { BridgeView } from '../../local/console/api/bridge.ts';
import { client, type Fault } from '../client.ts';
import { Button } from '../parts/controls/button.tsx';
import { Field } from '../parts/controls/field.tsx';
import { Section } from '../parts/section.tsx';
import { Text } from '../parts/values/text.tsx';

/** What a button sets off, with what it does to a request. */
const buttons: Record<Fault, { name: string; does: string }> = {
  '503': { name: '503', does: 'answers 503' },
  slow: { name: 'slow', does: 'takes its time' },
  '429': { name: '429', does: 'answers 429 with Retry-After' },
  '422': { name: '422', does: 'refuses a change: its event is parked' },
  'reject-key': { name: 'reject key', does: 'answers 401 though the key is good' },
  drop: { name: 'drop', does: 'hangs up' },
};
const faults: Fault[] = ['503', 'slow', '429', '422', 'reject-key', 'drop'];
const most = 1000;

interface Props {
  faults: BridgeView['faults'];
  onChange: () => void;
}

/** How the simulator misbehaves for the next requests, and the end of it. */
export function Faults({ faults: left, onChange }: Props) {
  const times = useSignal(1);
  return (
    <Section
      level={2}
      title="Faults"
      actions={
        <Button
          blocked={left.length === 0 ? 'There are none' : undefined}
          onPress={async () => {
            await client.endFaults();
            onChange();
          }}
        >
          End all faults
        </Button>
      }
    >
      <div class="faults">
        <Times times={times} />
        <FaultButtons times={times.value} onChange={onChange} />
      </div>
      <Left faults={left} />
    </Section>
  );
}

function Times({ times }: { times: Signal<number> }) {
  return (
    <Field name="For how many requests">
      {(id) => (
        <input
          id={id}
          type="number"
          min={1}
          max={most}
          value={times.value}
          onInput={({ currentTarget }) => {
            times.value = currentTarget.valueAsNumber;
          }}
        />
      )}
    </Field>
  );
}

function FaultButtons({ times, onChange }: { times: number; onChange: () => void }) {
  const isCount = Number.isInteger(times) && times >= 1 && times <= most;
  return (
    <div class="actions">
      {faults.map((fault) => (
        <Button
          key={fault}
          hint={buttons[fault].does}
          blocked={isCount ? undefined : `A whole number from 1 to ${most}`}
          onPress={async () => {
            await client.setFault(fault, times);
            onChange();
          }}
        >
          {buttons[fault].name}
        </Button>
      ))}
    </div>
  );
}

function Left({ faults: left }: Pick<Props, 'faults'>) {
  if (left.length === 0) return <p class="soft">No faults are to come.</p>;
  return (
    <ul class="plain" aria-label="Faults to come">
      {left.map(({ words, left: requests }, index) => (
        <li key={`${index} ${words}`}>
          <Text text={words} /> <strong>×{requests}</strong>
        </li>
      ))}
    </ul>
  );
}
