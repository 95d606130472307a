import { useSignal } from '@preact/signals';
import { client } from '../../client.ts';
import { refreshState, state } from '../../page-state.ts';
import { say } from '../notice.tsx';
import { Text } from '../values/text.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface Props {
  ids: string[];
  /** Why they cannot be discarded now. */
  blocked?: string | undefined;
  onChange: () => void;
}

/** Gives events up, after a question. */
export function Discard({ ids, blocked, onChange }: Props) {
  const isAsking = useSignal(false);
  const ask = (is: boolean) => () => {
    isAsking.value = is;
  };
  const discard = async () => {
    const { message } = await client.discard(ids);
    say({ kind: 'done', lines: [message] });
    onChange();
    await refreshState();
  };
  return (
    <>
      <Button look="danger" blocked={blocked ?? state.value?.readOnly} onPress={ask(true)}>
        Discard
      </Button>
      {isAsking.value && <Question ids={ids} onYes={discard} onClose={ask(false)} />}
    </>
  );
}

interface QuestionProps {
  ids: string[];
  onYes: () => Promise<void>;
  onClose: () => void;
}

function Question({ ids, onYes, onClose }: QuestionProps) {
  return (
    <Dialog title="Discard for good?" onClose={onClose}>
      {(close) => (
        <>
          <ul>
            {ids.slice(0, 10).map((id) => (
              <li key={id}>
                <Text text={id} />
              </li>
            ))}
            {ids.length > 10 && <li>{`and ${ids.length - 10} more`}</li>}
          </ul>
          <div class="actions">
            <Button
              look="danger"
              onPress={async () => {
                close();
                await onYes();
              }}
            >
              {ids.length === 1 ? 'Discard it' : `Discard ${ids.length} events`}
            </Button>
            <Button onPress={close}>Keep</Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
