import { Button } from '../parts/controls/button.tsx';
import { Dialog } from '../parts/controls/dialog.tsx';

const keys: readonly [keys: string[], what: string][] = [
  [['1', '2', '3', '4'], 'Timeline, Parked, Sources, Bridge'],
  [['j', 'k'], 'next row, row before; the arrow keys too'],
  [['Enter'], 'open the row'],
  [['Esc'], 'close it, and go back to the row'],
  [['r'], 'plan a replay of what is open'],
  [['/'], 'filter'],
  [['?'], 'these keys'],
];

/** The keys that the page listens to. */
export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      {(close) => (
        <>
          <dl class="keys">
            {keys.map(([names, what]) => (
              <div key={what}>
                <dt>
                  {names.map((name) => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
          <Button onPress={close}>Close</Button>
        </>
      )}
    </Dialog>
  );
}
