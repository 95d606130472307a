import type { ComponentChildren } from 'preact';

/** What stands where nothing is yet: what will be here, and how to get there. */
export function Empty({
  title,
  children,
}: {
  title: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
