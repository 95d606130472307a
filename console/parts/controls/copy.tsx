import { say } from '../notice.tsx';
import { Text } from '../values/text.tsx';
import { Button } from './button.tsx';

/** Puts a text into the clipboard, and says so. */
export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say({ kind: 'done', lines: [`Copied: ${what}.`] });
  } catch {
    say({ kind: 'failed', lines: ['The browser does not allow copying. It is:', text] });
  }
}

/** A command, ready to be pasted into a terminal. */
export function Command({ name, command }: { name: string; command: string }) {
  return (
    <div class="command">
      <pre>
        <code>
          <Text text={command} />
        </code>
      </pre>
      <Button look="quiet" label={`Copy: ${name}`} onPress={() => copy(command, name)}>
        Copy
      </Button>
    </div>
  );
}
