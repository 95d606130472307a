import type { ComponentChildren } from 'preact';
import { type UrlState, url, writeHash } from '../../url-state.ts';

interface Props {
  /** What changes; the rest stays as it is. */
  to: Partial<UrlState>;
  children: ComponentChildren;
  label?: string | undefined;
  /** One of the rows that `j` and `k` move between. */
  row?: string | undefined;
  shortcut?: string | undefined;
}

/** A link within the page: it can be opened in a new tab as well. */
export function Link({ to, children, label, row, shortcut }: Props) {
  return (
    <a
      href={writeHash({ ...url.value, ...to })}
      aria-label={label}
      aria-keyshortcuts={shortcut}
      data-row={row}
    >
      {children}
    </a>
  );
}
