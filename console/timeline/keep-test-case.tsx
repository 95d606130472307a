import { type Signal, useSignal } from '@preact/signals';
import type { TestCase } from '../../local/console/api/event.ts';
import { client, Failure } from '../client.ts';
import { Button } from '../parts/controls/button.tsx';
import { Dialog } from '../parts/controls/dialog.tsx';
import { Field } from '../parts/controls/field.tsx';
import { Lines } from '../parts/notice.tsx';
import { Text } from '../parts/values/text.tsx';

interface Props {
  rowKey: string;
  onClose: () => void;
}

/** Asks for a name, keeps the request as a sample, and shows what was written. */
export function KeepTestCase({ rowKey, onClose }: Props) {
  const name = useSignal('');
  const written = useSignal<TestCase | undefined>(undefined);
  const failure = useSignal<Failure | undefined>(undefined);
  const keep = async () => {
    failure.value = undefined;
    try {
      written.value = await client.testCase(rowKey, name.value.trim());
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      failure.value = thrown;
    }
  };
  const isWritten = written.value !== undefined;
  return (
    <Dialog title="Copy as a test case" onClose={onClose}>
      {(close) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void keep();
          }}
        >
          {isWritten || <Name of={name} />}
          {written.value && <Written testCase={written.value} />}
          {failure.value && <Lines lines={failure.value.lines} kind="failed" />}
          <div class="actions">
            {isWritten || (
              <Button look="main" onPress={keep}>
                Write it
              </Button>
            )}
            <Button onPress={close}>Close</Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function Name({ of }: { of: Signal<string> }) {
  return (
    <Field name="Name of the case">
      {(id) => (
        <input
          id={id}
          required
          autocomplete="off"
          spellcheck={false}
          value={of.value}
          onInput={({ currentTarget }) => {
            of.value = currentTarget.value;
          }}
        />
      )}
    </Field>
  );
}

function Written({ testCase: { files, notes } }: { testCase: TestCase }) {
  return (
    <section aria-label="Written">
      <p>Written, below the configuration directory:</p>
      <ul>
        {files.map((file) => (
          <li key={file}>
            <code>
              <Text text={file} />
            </code>
          </li>
        ))}
      </ul>
      <Lines lines={notes} />
    </section>
  );
}
