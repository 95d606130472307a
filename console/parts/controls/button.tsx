import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Failure } from '../../client.ts';
import { say } from '../notice.tsx';

interface Props {
  children: ComponentChildren;
  /** A promise keeps the button busy; a Failure that it rejects with is shown as a notice. */
  onPress: () => unknown;
  look?: 'plain' | 'main' | 'danger' | 'quiet' | undefined;
  /** Why it cannot be pressed now: shown as its description. */
  blocked?: string | undefined;
  /** What it does, where its text is too short to say so. */
  hint?: string | undefined;
  isPressed?: boolean | undefined;
  label?: string | undefined;
  /** The key that presses it: see shell/keys.ts. */
  shortcut?: string | undefined;
}

/** A button that is named by its text. While what it started is under way, it is busy. */
export function Button({
  children,
  onPress,
  look,
  blocked,
  hint,
  isPressed,
  label,
  shortcut,
}: Props) {
  const isBusy = useSignal(false);
  const press = async () => {
    if (isBusy.value || blocked !== undefined) return;
    isBusy.value = true;
    try {
      await onPress();
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      say({ kind: 'failed', lines: thrown.lines });
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <button
      type="button"
      class={`button ${look ?? 'plain'}`}
      aria-busy={isBusy.value}
      aria-disabled={blocked !== undefined}
      aria-pressed={isPressed}
      aria-label={label}
      aria-keyshortcuts={shortcut}
      title={blocked ?? hint}
      onClick={() => void press()}
    >
      {children}
    </button>
  );
}
