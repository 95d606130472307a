import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  title: ComponentChildren;
  /** Buttons, right of the title. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** A part of a page: a region that is named by its title. */
export function Section({ title, actions, children }: Props) {
  const id = useId();
  return (
    <section class="section" aria-labelledby={id}>
      <header>
        <h3 id={id}>{title}</h3>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
