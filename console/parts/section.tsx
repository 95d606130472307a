import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  title: ComponentChildren;
  /** Of its heading. */
  level?: 2 | 3 | 4;
  /** Buttons, right of the title. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** A part of a page: a region that is named by its title. */
export function Section({ title, level = 3, actions, children }: Props) {
  const id = useId();
  const Heading = `h${level}` as const;
  return (
    <section class="section" aria-labelledby={id}>
      <header>
        <Heading id={id}>{title}</Heading>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
