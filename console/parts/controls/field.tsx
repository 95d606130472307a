import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  name: string;
  /** What is filled in or chosen, with this id. */
  children: (id: string) => ComponentChildren;
}

/** A field of a form, below its name. */
export function Field({ name, children }: Props) {
  const id = useId();
  return (
    <div class="field">
      <label htmlFor={id}>{name}</label>
      {children(id)}
    </div>
  );
}
