import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

interface Props {
  title: ComponentChildren;
  isOpen?: boolean;
  children: () => ComponentChildren;
}

/** What is rendered when it is opened. */
export function Closed({ title, isOpen = false, children }: Props) {
  const isShown = useSignal(isOpen);
  return (
    <details
      class="closed"
      open={isShown.value}
      onToggle={({ currentTarget }) => {
        isShown.value = currentTarget.open;
      }}
    >
      <summary>{title}</summary>
      {isShown.value && children()}
    </details>
  );
}
